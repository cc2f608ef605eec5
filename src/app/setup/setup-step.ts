/**
 * One step of a set-up: it makes one folder. Whatever happens, that folder is either whole or not there, because a
 * step works elsewhere and its result is put in place by a single renaming; a step whose folder still holds what it
 * once made is not done again.
 */
import { mkdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { join } from "node:path"
import { Clock, Effect } from "effect"
import * as z from "zod"
import { canonicalJson } from "../../domain/canonical-json.ts"
import { writeWholeFile } from "../../trainers/whole-file.ts"
import { BadInput } from "../bad-input.ts"
import { digestTree } from "./tree-digest.ts"

export interface StepProgress {
  readonly doneBytes: number
  readonly totalBytes: number
}

export type ReportStep = (progress: StepProgress) => void

export interface SetupStep<R = never> {
  readonly name: string
  /** For people: “fetching TensorFlow 2.16.2”. */
  readonly title: string
  /** What it makes, by path within the folder of the set-up. */
  readonly output: string
  /** What its result depends on; made with another recipe, it is made again. */
  readonly recipe: Readonly<Record<string, string>>
  readonly make: (into: string, report: ReportStep) => Effect.Effect<void, BadInput, R>
}

const markerSchema = z.strictObject({
  recipe: z.record(z.string(), z.string()),
  hash: z.string(),
  bytes: z.int().min(0)
})

const markerPath = (folder: string, name: string): string => join(folder, "steps", `${name}.json`)

const readMarker = (folder: string, name: string): z.infer<typeof markerSchema> | undefined => {
  try {
    return markerSchema.parse(JSON.parse(readFileSync(markerPath(folder, name), "utf8")))
  } catch {
    return undefined
  }
}

/** The bytes of what the step once made and what is still just so; undefined where it is to be made. */
export const presentBytes = <R>(folder: string, step: SetupStep<R>): Effect.Effect<number | undefined> =>
  Effect.promise(async () => {
    const marker = readMarker(folder, step.name)
    if (marker === undefined || canonicalJson(marker.recipe) !== canonicalJson(step.recipe)) return undefined
    const found = await digestTree(join(folder, step.output))
    return found?.hash === marker.hash ? found.bytes : undefined
  })

export interface StepOutcome {
  readonly step: string
  readonly bytes: number
  readonly durationMs: number
}

/** Makes the step's folder anew. */
export const makeStep = Effect.fnUntraced(function* <R>(
  folder: string,
  step: SetupStep<R>,
  report: ReportStep
) {
  const startMs = yield* Clock.currentTimeMillis
  const scratch = join(folder, "scratch", step.name)
  const output = join(folder, step.output)
  yield* Effect.sync(() => {
    rmSync(scratch, { recursive: true, force: true })
    rmSync(markerPath(folder, step.name), { force: true })
    mkdirSync(scratch, { recursive: true })
    mkdirSync(join(folder, "steps"), { recursive: true })
  })
  yield* step.make(scratch, report)
  const digest = yield* Effect.promise(() => digestTree(scratch))
  if (digest === undefined || digest.bytes === 0)
    return yield* new BadInput({ message: `${step.title} made nothing; run the set-up again` })
  yield* Effect.sync(() => {
    rmSync(output, { recursive: true, force: true })
    mkdirSync(join(output, ".."), { recursive: true })
    renameSync(scratch, output)
    const marker = { recipe: step.recipe, hash: digest.hash, bytes: digest.bytes }
    writeWholeFile(markerPath(folder, step.name), Buffer.from(`${JSON.stringify(marker)}\n`))
  })
  const outcome: StepOutcome = {
    step: step.name,
    bytes: digest.bytes,
    durationMs: (yield* Clock.currentTimeMillis) - startMs
  }
  return outcome
})
