/**
 * The weight files of a log that nobody asks for any more. Wanted are those of the living, of those on their way and what
 * these inherit, of each run's best, and of individuals that were or are being retrained beside the log.
 */
import { existsSync, readdirSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import type { Event } from "../domain/event.ts"
import type { RunState } from "../domain/run-state.ts"
import { type EventLogShape, type RunEntry, WHOLE } from "../log/event-log.ts"
import { rebuild, WHOLE_LOG } from "../log/rebuild.ts"
import { WEIGHTS_SUFFIX } from "../trainers/tfjs/weights/weights-file.ts"
import { PARTIAL_SUFFIX } from "../trainers/whole-file.ts"
import { retrainedIndividuals } from "./retrain/retrained-individuals.ts"

export interface UnwantedFile {
  readonly name: string
  readonly bytes: number
  /** “partial” was never finished: whoever wrote it died. */
  readonly why: "unreferenced" | "partial"
}

export interface WeightsSurvey {
  readonly folder: string
  /** Weight files that are wanted. */
  readonly wanted: number
  readonly unwanted: readonly UnwantedFile[]
}

/** By individual, the content names of what its trainings ended with: of its evaluation, and of others with other seeds. */
type WeightsByIndividual = Map<number, readonly string[]>

const collect = (found: WeightsByIndividual, event: Event): WeightsByIndividual => {
  const isTraining = event.kind === "EvaluationRecorded" || event.kind === "IndividualReevaluated"
  if (!isTraining || event.weights === undefined) return found
  return found.set(event.individual, [...(found.get(event.individual) ?? []), event.weights])
}

const wantedIndividuals = (state: RunState, retrained: readonly number[]): readonly number[] => [
  ...state.population.list().map(({ individual }) => individual),
  ...state.pending.keys(),
  ...(state.best === null ? [] : [state.best.individual]),
  ...retrained
]

const wantedOfRun = Effect.fnUntraced(function* (log: EventLogShape, { run }: RunEntry, logFile: string) {
  const state = yield* rebuild(log, run, WHOLE_LOG)
  const weights = yield* log.fold(run, WHOLE, new Map<number, readonly string[]>(), collect)
  const retrained = yield* retrainedIndividuals(logFile, run)
  return [
    ...wantedIndividuals(state, retrained).flatMap((individual) => weights.get(individual) ?? []),
    ...[...state.pending.values()].flatMap(({ inherits }) => inherits ?? []),
    ...(state.best?.inherits === undefined ? [] : [state.best.inherits])
  ]
})

const whyUnwanted = (name: string, wanted: ReadonlySet<string>): UnwantedFile["why"] | undefined => {
  if (name.endsWith(PARTIAL_SUFFIX)) return "partial"
  if (!name.endsWith(WEIGHTS_SUFFIX)) return undefined
  return wanted.has(name.slice(0, -WEIGHTS_SUFFIX.length)) ? undefined : "unreferenced"
}

/** Looks only. Files of other kinds in the folder are no business of ours. */
export const surveyWeights = Effect.fnUntraced(function* (
  log: EventLogShape,
  folder: string,
  logFile: string
) {
  const wanted = new Set<string>()
  for (const entry of yield* log.runs)
    for (const name of yield* wantedOfRun(log, entry, logFile)) wanted.add(name)
  const names = existsSync(folder) ? readdirSync(folder).sort() : []
  const unwanted = names.flatMap((name): UnwantedFile[] => {
    const why = whyUnwanted(name, wanted)
    return why === undefined ? [] : [{ name, bytes: statSync(join(folder, name)).size, why }]
  })
  const weightFiles = names.filter((name) => name.endsWith(WEIGHTS_SUFFIX)).length
  const unreferenced = unwanted.filter(({ why }) => why === "unreferenced").length
  const survey: WeightsSurvey = { folder, wanted: weightFiles - unreferenced, unwanted }
  return survey
})

/**
 * Removes them, with the right to write to every run in hand, so that no process is in the middle of keeping weights that
 * its log does not name yet.
 */
export const removeUnwanted = (log: EventLogShape, folder: string, logFile: string) =>
  Effect.scoped(
    Effect.gen(function* () {
      for (const { run } of yield* log.runs) yield* log.write(run)
      const survey = yield* surveyWeights(log, folder, logFile)
      for (const { name } of survey.unwanted) rmSync(join(folder, name), { force: true })
      return survey
    })
  )
