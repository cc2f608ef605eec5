/** A genome of the NASNet space from a JSON file: by itself, or in a field `genome`, as `cambrian show --json` gives it. */
import { readFileSync } from "node:fs"
import { Effect } from "effect"
import { type NasnetGenome, nasnetGenomeSchema } from "../spaces/nasnet/genome.ts"
import { NASNET_VARIANTS, type NasnetVariant } from "../spaces/nasnet/variants.ts"
import { BadInput } from "./bad-input.ts"

/** Some editors begin a text with it; JSON does not know it. */
const BYTE_ORDER_MARK = /^\uFEFF/

const bad = (message: string) => Effect.fail(new BadInput({ message }))

const readText = (path: string): Effect.Effect<string, BadInput> =>
  Effect.try({
    try: () => readFileSync(path, "utf8"),
    catch: () =>
      new BadInput({
        message: `the genome file ${path} cannot be read; check its name and its permissions`
      })
  })

const readJson = (path: string, text: string): Effect.Effect<unknown, BadInput> =>
  Effect.try({
    try: (): unknown => JSON.parse(text.replace(BYTE_ORDER_MARK, "")),
    catch: (error) =>
      new BadInput({
        message: `the genome file ${path} is not JSON: ${error instanceof Error ? error.message : error}`
      })
  })

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined

/** The variant that a genome's number of combinations speaks for; the smaller space's operations are the larger's too. */
const variantOf = (genome: unknown): NasnetVariant => {
  const normal = fieldOf(genome, "normal")
  const large = NASNET_VARIANTS["SP-III"]
  return Array.isArray(normal) && normal.length === large.combinations ? large : NASNET_VARIANTS["SP-II"]
}

/** Checks a genome of whatever variant. */
export const readGenomeFile = (path: string): Effect.Effect<NasnetGenome, BadInput> =>
  Effect.gen(function* () {
    const value = yield* readJson(path, yield* readText(path))
    const genome = fieldOf(value, "genome") ?? value
    const parsed = nasnetGenomeSchema(variantOf(genome)).safeParse(genome)
    if (parsed.success) return parsed.data
    const [issue] = parsed.error.issues
    const field = issue === undefined || issue.path.length === 0 ? "" : `field ${issue.path.join(".")}: `
    return yield* bad(
      `the file ${path} holds no genome of the NASNet space; ${field}${issue?.message ?? "it is not valid"}`
    )
  })
