/**
 * The dotted paths that a config may have, read off its schema; setting one; and refusing one that does not exist,
 * with the nearest that does.
 */
import * as z from "zod"
import { nearest } from "./nearest.ts"

type Tree = Record<string, unknown>

const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Collects the paths of a JSON Schema: its properties, and those of every branch of a union. */
const collect = (schema: unknown, prefix: string, paths: Set<string>): void => {
  if (!isTree(schema)) return
  const properties = isTree(schema.properties) ? schema.properties : {}
  for (const [key, property] of Object.entries(properties)) {
    const path = prefix === "" ? key : `${prefix}.${key}`
    paths.add(path)
    collect(property, path, paths)
  }
  for (const union of [schema.anyOf, schema.oneOf, schema.allOf]) {
    if (Array.isArray(union)) for (const branch of union) collect(branch, prefix, paths)
  }
}

export const pathsOf = (schema: z.ZodType): readonly string[] => {
  const paths = new Set<string>()
  collect(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), "", paths)
  return [...paths]
}

/** The paths of a value to all that is no plain object, or an empty one: the whole of a mistyped path, not its first part. */
const pathsIn = (value: unknown, prefix: string): string[] =>
  isTree(value)
    ? Object.entries(value).flatMap(([key, field]) => {
        const path = prefix === "" ? key : `${prefix}.${key}`
        const inner = pathsIn(field, path)
        return inner.length === 0 ? [path] : inner
      })
    : []

/** A sentence about the first path of a config that does not exist, or undefined. */
export const unknownPath = (config: unknown, known: readonly string[]): string | undefined => {
  const unknown = pathsIn(config, "").find((path) => !known.includes(path))
  if (unknown === undefined) return undefined
  const suggestion = nearest(unknown, known)
  return `there is no config field “${unknown}”${suggestion === undefined ? "" : `; did you mean “${suggestion}”?`}`
}

/** A copy of a config with one path set; the value is JSON where it can be read as JSON, and a string otherwise. */
export const setPath = (config: Tree, path: string, text: string): Tree => {
  const [head = "", ...rest] = path.split(".")
  const inner = config[head]
  if (rest.length === 0) return { ...config, [head]: readValue(text) }
  return { ...config, [head]: setPath(isTree(inner) ? inner : {}, rest.join("."), text) }
}

/**
 * A copy of a config in which one part (`policy`, say) is of another kind: fields that this kind does not know go,
 * since they were said of the kind before. Where the kind itself is unknown all stay, and the schema complains.
 */
export const setKind = (config: Tree, part: string, kind: string, schema: z.ZodType): Tree => {
  const before = isTree(config[part]) ? config[part] : {}
  const known = fieldsOfKind(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), part, kind)
  const kept = Object.entries(before).filter(([field]) => known === undefined || known.has(field))
  return { ...config, [part]: { ...Object.fromEntries(kept), kind } }
}

const fieldsOfKind = (schema: unknown, part: string, kind: string): ReadonlySet<string> | undefined => {
  const union = isTree(schema) && isTree(schema.properties) ? schema.properties[part] : undefined
  if (!isTree(union)) return undefined
  const branches = [union.anyOf, union.oneOf].flatMap((list): readonly unknown[] =>
    Array.isArray(list) ? list : []
  )
  for (const branch of branches) {
    const fields = isTree(branch) && isTree(branch.properties) ? branch.properties : {}
    if (isTree(fields.kind) && fields.kind.const === kind) return new Set(Object.keys(fields))
  }
  return undefined
}

const readValue = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
