/**
 * The file that a program's training ended with, kept for the program's next trainings: in the folder of weights, named by
 * its content like all that is there, whatever format it has.
 */
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { resolve } from "node:path"
import { Effect } from "effect"
import { sha256 } from "../../domain/canonical-json.ts"
import { EvaluationError } from "../evaluator.ts"
import { weightsFile } from "../tfjs/weights/weights-file.ts"

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

const attempt = <A>(what: string, work: () => A): Effect.Effect<A, EvaluationError> =>
  Effect.try({
    try: work,
    catch: (cause) => new EvaluationError({ reason: `${what} (${messageOf(cause)})` })
  })

/** Gives the content name. `file` is what the program named, relative to its working folder; it stays where it is. */
export const keepFile = (place: {
  readonly weightsFolder: string
  readonly folder: string
  readonly file: string
}): Effect.Effect<string, EvaluationError> =>
  attempt(`the weights ${place.file} that the program named could not be kept`, () => {
    mkdirSync(place.weightsFolder, { recursive: true })
    const partial = resolve(place.weightsFolder, `${process.pid}-${sha256(place.file)}.partial`)
    try {
      // Hashed where nobody else writes, so that name and content fit.
      copyFileSync(resolve(place.folder, place.file), partial)
      const name = sha256(readFileSync(partial))
      renameSync(partial, weightsFile(place.weightsFolder, name))
      return name
    } finally {
      rmSync(partial, { force: true })
    }
  })

/** Where the file of that content name is. Fails where it is not, or is damaged. */
export const findFile = (weightsFolder: string, name: string): Effect.Effect<string, EvaluationError> => {
  const file = weightsFile(weightsFolder, name)
  return attempt(`the inherited weights ${file} cannot be read; put them back`, () =>
    readFileSync(file)
  ).pipe(
    Effect.flatMap((bytes) =>
      sha256(bytes) === name
        ? Effect.succeed(file)
        : Effect.fail(
            new EvaluationError({ reason: `the inherited weights ${file} are damaged; put back a copy` })
          )
    )
  )
}
