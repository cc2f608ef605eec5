/** A genome of the NASNet space from a JSON file: by itself, or in a field `genome`, as `cambrian show --json` gives it. */
import { Effect } from "effect"
import type * as z from "zod"
import { type NasnetGenome, nasnetGenomeSchema } from "../spaces/nasnet/genome.ts"
import { NASNET_VARIANTS, type NasnetVariant } from "../spaces/nasnet/variants.ts"
import { BadInput } from "./bad-input.ts"
import { readJsonFile } from "./json-file.ts"

const SMALL = NASNET_VARIANTS["SP-II"]
const LARGE = NASNET_VARIANTS["SP-III"]

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined

/** The variant that a genome's number of combinations speaks for; SP-II knows every operation of SP-I. */
const variantOf = (genome: unknown): NasnetVariant => {
  const normal = fieldOf(genome, "normal")
  return Array.isArray(normal) && normal.length === LARGE.combinations ? LARGE : SMALL
}

/** What is wrong with a value that should be a genome, and in which field. */
const problemOf = ({ issues: [issue] }: z.ZodError): string => {
  if (issue === undefined) return "it is not valid"
  const { code, input, message, path } = issue
  const isLength = (code === "too_small" || code === "too_big") && path.length === 1
  const said =
    isLength && Array.isArray(input)
      ? `a cell has ${SMALL.combinations} combinations, or ${LARGE.combinations} in SP-III (it has ${input.length})`
      : message
  return path.length === 0 ? said : `field ${path.join(".")}: ${said}`
}

/** Checks a genome of whatever variant. */
export const readGenomeFile = (path: string): Effect.Effect<NasnetGenome, BadInput> =>
  Effect.gen(function* () {
    const value = yield* readJsonFile(path, "genome")
    const genome = fieldOf(value, "genome") ?? value
    const parsed = nasnetGenomeSchema(variantOf(genome)).safeParse(genome, { reportInput: true })
    if (parsed.success) return parsed.data
    const message = `the file ${path} holds no genome of the NASNet space; ${problemOf(parsed.error)}`
    return yield* new BadInput({ message })
  })
