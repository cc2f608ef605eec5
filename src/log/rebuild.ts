/**
 * Rebuilds the state of a run from its log: the newest snapshot that fits, and the events after it. Snapshots
 * are caches; one that does not carry its own hash is passed over.
 */
import { Effect, Option } from "effect"
import { canonicalJson } from "../domain/canonical-json.ts"
import { evolve } from "../domain/evolve.ts"
import {
  fromRecord,
  initialState,
  type RunState,
  type StateRecord,
  stateHash,
  toRecord
} from "../domain/run-state.ts"
import type { EventLogShape, LogCorrupt, LogUnavailable, Snapshot } from "./event-log.ts"

/** The version of the fold: raised when `evolve` or the state's shape changes, so that old snapshots are not used. */
export const FOLD_VERSION = 2

export const snapshotOf = (state: RunState): Snapshot => ({
  seq: state.seq,
  fold: FOLD_VERSION,
  stateHash: stateHash(state),
  state: canonicalJson(toRecord(state))
})

/** The state that a snapshot holds, or undefined where the snapshot is damaged. */
const restore = (snapshot: Snapshot): RunState | undefined => {
  try {
    // The hash was taken over this very shape, so a text that carries its hash is a StateRecord.
    const state = fromRecord(JSON.parse(snapshot.state) as StateRecord)
    return stateHash(state) === snapshot.stateHash ? state : undefined
  } catch {
    return undefined
  }
}

export interface RebuildOptions {
  /** Fold up to and including this event; the whole log where it is the largest integer. */
  readonly upTo: number
  /** Whether snapshots may be used; a judge of snapshots says no. */
  readonly snapshots: boolean
}

export const WHOLE_LOG: RebuildOptions = { upTo: Number.MAX_SAFE_INTEGER, snapshots: true }

export const rebuild = (
  log: EventLogShape,
  run: string,
  { upTo, snapshots }: RebuildOptions
): Effect.Effect<RunState, LogUnavailable | LogCorrupt> =>
  Effect.gen(function* () {
    const kept = snapshots ? yield* log.snapshot(run, { upTo, fold: FOLD_VERSION }) : Option.none<Snapshot>()
    const start = Option.getOrUndefined(Option.map(kept, restore)) ?? initialState()
    return yield* log.fold(run, { after: start.seq, upTo }, start, evolve)
  })
