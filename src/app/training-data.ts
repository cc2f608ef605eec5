/**
 * The data that a run trains on. They are looked at before the run is begun, so that whatever is missing or damaged is
 * said while nothing has been written; what they are stands in the run's first event; and a run goes on only with the
 * same.
 */
import { existsSync } from "node:fs"
import { resolve } from "node:path"
import { Effect } from "effect"
import { type DatasetDescription, describeDataset } from "../datasets/dataset-description.ts"
import type { EventOf } from "../domain/event.ts"
import type { RunConfig } from "../domain/run-config.ts"
import type { EventLogShape, LogCorrupt, LogUnavailable, RunEntry } from "../log/event-log.ts"
import { evaluatorConfig } from "../trainers/registry.ts"
import { BadInput } from "./bad-input.ts"

/** By the evaluator's part of a config, which is handed on from where a run is checked to where it is started. */
const described = new WeakMap<RunConfig["evaluator"], DatasetDescription>()

/** Undefined where nothing is trained on data. */
export const describeData = (config: RunConfig): Effect.Effect<DatasetDescription | undefined, BadInput> =>
  Effect.suspend(() => {
    const evaluator = evaluatorConfig.parse(config.evaluator)
    if (evaluator.kind !== "tfjs") return Effect.succeed(undefined)
    const known = described.get(config.evaluator)
    if (known !== undefined) return Effect.succeed(known)
    return describeDataset(evaluator.dataset, evaluator).pipe(
      Effect.tap((description) => Effect.sync(() => described.set(config.evaluator, description))),
      Effect.mapError((error) => new BadInput({ message: error.message }))
    )
  })

type DataOfEvent = NonNullable<EventOf<"RunStarted">["data"]>

/** As the first event has it. */
export const recordedData = (config: RunConfig): Effect.Effect<{ readonly data?: DataOfEvent }, BadInput> =>
  Effect.map(describeData(config), (description) =>
    description === undefined
      ? {}
      : {
          data: {
            ...description,
            shape: [...description.shape],
            split: { ...description.split },
            test: { ...description.test },
            training: { ...description.training }
          }
        }
  )

/** Refuses to go on with a run whose data are missing or hold something else by now. */
export const requireData = (
  log: EventLogShape,
  { run, name }: RunEntry,
  config: RunConfig
): Effect.Effect<void, BadInput | LogUnavailable | LogCorrupt> =>
  Effect.gen(function* () {
    const { data: found } = yield* recordedData(config)
    const [first] = yield* log.about(run, null)
    const recorded = first?.event.kind === "RunStarted" ? first.event.data : undefined
    if (found === undefined || recorded === undefined) return
    for (const part of ["training", "test"]) {
      const [was, is] = [hashOf(recorded[part]), hashOf(found[part])]
      if (was === is) continue
      return yield* new BadInput({
        message: `run ${name} was begun with other ${part} images of ${String(found.name)}: their SHA-256 was ${was}, and it is ${is} now; put the old files back, or start a new run`
      })
    }
  })

const hashOf = (part: unknown): string =>
  isRecord(part) && typeof part.sha256 === "string" ? part.sha256 : "unknown"

/** The fields of a data set that are paths. */
const PATH_FIELDS = ["folder", "trainImages", "trainLabels", "testImages", "testLabels"] as const

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** The config with the absolute paths of its data set's files, looked for in these folders: a run goes on from anywhere. */
export const pinDataset = (config: RunConfig, folders: readonly string[]): RunConfig => {
  const { dataset, kind } = config.evaluator
  if (kind !== "tfjs" || !isRecord(dataset)) return config
  const paths = PATH_FIELDS.flatMap((field) => {
    const path = dataset[field]
    if (typeof path !== "string") return []
    const candidates = folders.map((folder) => resolve(folder, path))
    return [[field, candidates.find((candidate) => existsSync(candidate)) ?? candidates[0] ?? path]]
  })
  return {
    ...config,
    evaluator: { ...config.evaluator, dataset: { ...dataset, ...Object.fromEntries(paths) } }
  }
}
