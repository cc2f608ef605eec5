/** Logs of several runs in memory, for tests of comparisons. */
import { Effect } from "effect"
import type { Event } from "../../../src/domain/event.ts"
import type { RunConfig } from "../../../src/domain/run-config.ts"
import type { EventLogShape, RunEntry } from "../../../src/log/event-log.ts"
import { type MemoryStore, makeMemoryLog, makeMemoryStore } from "../../../src/log/memory-log.ts"
import { born, recorded, started } from "../../fixtures/events.ts"

export interface ManyRuns {
  readonly log: EventLogShape
  readonly store: MemoryStore
  readonly entries: readonly RunEntry[]
}

/** One run for each list of events, named by its place: run-0, run-1, … */
export const logOfRuns = (runs: readonly (readonly Event[])[]): Promise<ManyRuns> => {
  const store = makeMemoryStore()
  const log = makeMemoryLog(store)
  return Effect.runPromise(
    Effect.gen(function* () {
      const entries = yield* Effect.forEach(runs, (events, index) =>
        Effect.scoped(
          Effect.gen(function* () {
            const entry = yield* log.register({ name: `run-${index}`, at: 0, fingerprint: `run-${index}` })
            const writer = yield* log.write(entry.run)
            for (const [done, event] of events.entries())
              yield* writer.append([event], { expected: done, at: done })
            return entry
          })
        )
      )
      return { log, store, entries }
    })
  )
}

export interface Model {
  readonly fitness: number
  readonly measures?: Readonly<Record<string, number>>
}

const FINISHED: Event = { kind: "RunFinished", best: null }

/** A finished run of the arrival schedule with these models in order. */
export const storyOf = (config: RunConfig, models: readonly Model[]): readonly Event[] => [
  started(config),
  ...models.flatMap(({ fitness, measures = {} }, individual) => [
    born(individual),
    { ...recorded(individual, fitness), measures }
  ]),
  FINISHED
]
