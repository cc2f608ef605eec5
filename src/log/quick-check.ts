/**
 * A quick check made from a zod schema, for reading logs of millions of events: it says yes only to values that the
 * schema would give back unchanged, in a fraction of the time. A no says nothing: zod then decides, and has the words.
 *
 * It knows flat objects of the few kinds of field that events are made of; of any other schema it makes none.
 */
import * as z from "zod"

export type QuickCheck = (value: unknown) => boolean

/** The check for a schema, or undefined where it holds something that is not known here. */
export const quickCheck = (schema: unknown): QuickCheck | undefined => {
  if (schema instanceof z.ZodObject) return objectCheck(schema)
  if (schema instanceof z.ZodNumber || schema instanceof z.ZodNumberFormat) return numberCheck(schema)
  if (schema instanceof z.ZodLiteral) return oneOf([...schema.values])
  if (schema instanceof z.ZodEnum) return oneOf(schema.options)
  if (schema instanceof z.ZodString) return isPlain(schema) ? isString : undefined
  if (schema instanceof z.ZodCustom) return customCheck(schema)
  if (schema instanceof z.ZodNullable) return nullableCheck(schema)
  // Whether it is there at all is the object's to say.
  if (schema instanceof z.ZodExactOptional) return quickCheck(schema.unwrap())
  return undefined
}

const isString: QuickCheck = (value) => typeof value === "string"
const isFiniteNumber: QuickCheck = (value) => typeof value === "number" && Number.isFinite(value)

const isPlain = (schema: z.ZodType): boolean => (schema.def.checks ?? []).length === 0

const oneOf = (allowed: readonly unknown[]): QuickCheck => {
  const [only] = allowed
  return allowed.length === 1 ? (value) => value === only : (value) => allowed.includes(value)
}

/** Any finite number, or a whole number with a lower bound. */
const numberCheck = (schema: z.ZodNumber | z.ZodNumberFormat): QuickCheck | undefined => {
  if (schema.format === null) return isPlain(schema) ? isFiniteNumber : undefined
  if (schema.format !== "safeint" || !(schema.def.checks ?? []).every(isLowerBound)) return undefined
  const least = schema.minValue ?? Number.MIN_SAFE_INTEGER
  return (value) => typeof value === "number" && Number.isSafeInteger(value) && value >= least
}

const isLowerBound = ({ _zod: { def } }: z.core.$ZodCheck): boolean =>
  def.check === "greater_than" && "inclusive" in def && def.inclusive === true

const customCheck = ({ def }: z.ZodCustom): QuickCheck => {
  const { fn } = def
  return (value) => fn(value) === true
}

const nullableCheck = (schema: z.ZodNullable): QuickCheck | undefined => {
  const inner = quickCheck(schema.unwrap())
  return inner === undefined ? undefined : (value) => value === null || inner(value)
}

/** An object with these fields and no other, none but optional ones left out, in the order of canonical JSON, which is that of a row's payload. */
const objectCheck = (schema: z.ZodObject): QuickCheck | undefined => {
  if (!isPlain(schema)) return undefined
  const names = Object.keys(schema.shape).sort()
  const checks = names.map((name) => quickCheck(schema.shape[name]))
  if (!checks.every((check) => check !== undefined)) return undefined
  const isOptional = names.map((name) => schema.shape[name] instanceof z.ZodExactOptional)
  const pass = (position: number, name: string | undefined): number => {
    let next = position
    while (next < names.length && names[next] !== name && isOptional[next] === true) next++
    return next
  }
  return (value) => {
    if (!isRecord(value)) return false
    let position = 0
    for (const name in value) {
      const found = names[position] === name ? position : pass(position, name)
      if (names[found] !== name || checks[found]?.(value[name]) !== true) return false
      position = found + 1
    }
    return pass(position, undefined) === names.length
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null
