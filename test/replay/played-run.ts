/** A run that the engine itself played into a file, to be written anew with one event changed, and verified. */
import { Effect } from "effect"
import { expect } from "vitest"
import { resolveConfig } from "../../src/app/config.ts"
import { rulesOf } from "../../src/app/rules.ts"
import { registerRun, startRun } from "../../src/app/runs.ts"
import type { Event, EventOf } from "../../src/domain/event.ts"
import { randomStream } from "../../src/domain/random-stream.ts"
import { type Verification, verifyRun } from "../../src/replay/verify.ts"
import { type Folder, forge, rowsOf, withLog } from "./sqlite-file.ts"

export interface PlayedRun {
  readonly run: string
  readonly file: string
  readonly folder: Folder
  readonly events: readonly Event[]
}

export interface Wanted {
  readonly preset: string
  readonly policy: unknown
  readonly set?: readonly string[]
  readonly overrides: Readonly<Record<string, unknown>>
}

export const playRun = async (folder: Folder, name: string, wanted: Wanted): Promise<PlayedRun> => {
  const { policy, preset, overrides, set = [] } = wanted
  const file = folder.file(`${name}.db`)
  const run = await withLog(file, "create", (log) =>
    Effect.gen(function* () {
      const config = yield* resolveConfig({
        source: preset,
        set: [...set, `policy=${JSON.stringify(policy)}`],
        overrides
      })
      const { entry } = yield* registerRun(log, config, { nameIsChosen: true })
      yield* startRun(log, entry.run, config, { onEvents: () => undefined })
      return entry.run
    })
  )
  const events = rowsOf(file, run).map(({ payload }) => JSON.parse(payload) as Event)
  return { run, file, folder, events }
}

const verified = (file: string, run: string): Promise<Verification> =>
  withLog(file, "read", (log) => verifyRun({ log, run, rulesOf }))

export const expectSound = async ({ file, run, events }: PlayedRun): Promise<void> =>
  expect(await verified(file, run)).toMatchObject({
    ok: true,
    firstDifference: null,
    events: events.length
  })

let forgeries = 0

/** Verifies the run with its history written anew after the change; the chain fits, the decisions must not. */
export const verifyChanged = async (
  played: PlayedRun,
  change: (events: Event[]) => void
): Promise<Verification> => {
  const events = structuredClone([...played.events])
  change(events)
  const file = played.folder.copy(played.file, `changed-${++forgeries}.db`)
  forge(file, played.run, events)
  const found = await verified(file, played.run)
  expect(found).toMatchObject({ ok: false, chain: { ok: true }, decisions: { ok: false } })
  return found
}

/** The position of a drawn event of one kind, of those that pass, and the event. */
export const drawEvent = <K extends Event["kind"]>(
  { events }: PlayedRun,
  options: { readonly seed: number; readonly kind: K; readonly passes?: (event: EventOf<K>) => boolean }
): { readonly index: number; readonly event: EventOf<K> } => {
  const { seed, kind, passes = () => true } = options
  const found = events.flatMap((event, index) =>
    event.kind === kind && passes(event as EventOf<K>) ? [{ index, event: event as EventOf<K> }] : []
  )
  return found[randomStream(seed, `forge ${kind}`, 0).below(found.length)]!
}
