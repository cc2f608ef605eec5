/**
 * The folder of weights: one file for each trained model, named by the SHA-256 of its content. Equal weights are one
 * file, a file never changes, and one that was changed or cut off no longer fits its name and is refused.
 */
import { mkdirSync, readFileSync } from "node:fs"
import { Effect } from "effect"
import { sha256 } from "../../../domain/canonical-json.ts"
import { EvaluationError } from "../../evaluator.ts"
import { writeWholeFile } from "../../whole-file.ts"
import type { NamedWeights } from "./named-weights.ts"
import { decodeWeights, encodeWeights } from "./safetensors.ts"
import { weightsFile } from "./weights-file.ts"

const NAME = /^[0-9a-f]{64}$/

const failure = (file: string, what: string): EvaluationError =>
  new EvaluationError({ reason: `the weights file ${file} ${what}` })

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

/** Gives the content name. The file appears under it whole or not at all, whoever else writes the same one. */
export const keepWeights = (
  folder: string,
  weights: NamedWeights
): Effect.Effect<string, EvaluationError> => {
  const bytes = encodeWeights(weights)
  const name = sha256(bytes)
  const file = weightsFile(folder, name)
  return Effect.try({
    try: () => {
      mkdirSync(folder, { recursive: true })
      writeWholeFile(file, bytes)
      return name
    },
    catch: (cause) =>
      failure(file, `could not be written (${messageOf(cause)}); see that there is room and permission`)
  })
}

/** Reads the file of that name, and refuses one whose content has another. */
export const readWeights = Effect.fnUntraced(function* (folder: string, name: string) {
  const file = weightsFile(folder, name)
  if (!NAME.test(name)) return yield* failure(file, "has a name that is no SHA-256 of a content")
  const bytes = yield* Effect.try({
    try: () => readFileSync(file),
    catch: (cause) =>
      failure(file, `cannot be read (${messageOf(cause)}); a child cannot inherit without it, so put it back`)
  })
  if (sha256(bytes) !== name)
    return yield* failure(file, "is damaged: its content does not fit its name; put back a copy of it")
  return yield* Effect.try({
    try: () => decodeWeights(bytes),
    catch: (cause) =>
      failure(file, `is not in the safetensors format as this program writes it (${messageOf(cause)})`)
  })
})
