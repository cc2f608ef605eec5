/** The population at a moment of its run: who lived, how old they were, and who was on the way to join them. */
import { Effect, Schema } from "effect"
import { type RunState, stateHash } from "../domain/run-state.ts"
import type { EventLogShape, LogCorrupt, LogUnavailable } from "../log/event-log.ts"
import { rebuild } from "../log/rebuild.ts"

export interface MemberThen {
  readonly individual: number
  readonly fitness: number
  readonly bornSeq: number
  /** How many fitness values had counted since it joined; 0 for the newest. */
  readonly age: number
}

export interface InTraining {
  readonly individual: number
  readonly bornSeq: number
  /** Who evaluated it, under a lease; null when nobody did, or a trainer that needs no lease. */
  readonly trainer: string | null
  /** The event that opened the lease. */
  readonly sinceSeq: number | null
  /** Evaluations that had failed, and trainers lost during one. */
  readonly failures: number
  readonly losses: number
}

export interface Moment {
  readonly run: string
  readonly seq: number
  readonly stateHash: string
  /** In the order of joining, the oldest first. */
  readonly population: readonly MemberThen[]
  /** In the order of birth. */
  readonly training: readonly InTraining[]
  /** Deterministic schedule only: those whose fitness was known and had yet to count, in its turn. */
  readonly waiting: readonly { readonly individual: number; readonly fitness: number }[]
}

/** The run has no event with this number. */
export class NoSuchMoment extends Schema.TaggedError<NoSuchMoment>()("NoSuchMoment", {
  message: Schema.String
}) {}

export const momentOf = (run: string, state: RunState): Moment => {
  const pending = [...state.pending.values()].sort((a, b) => a.individual - b.individual)
  return {
    run,
    seq: state.seq,
    stateHash: stateHash(state),
    population: state.population.list().map(({ individual, fitness, bornSeq, joinedAt }) => ({
      individual,
      fitness,
      bornSeq,
      age: state.counted - joinedAt
    })),
    training: pending
      .filter(({ fitness }) => fitness === null)
      .map(({ individual, bornSeq, lease, failures, losses }) => ({
        individual,
        bornSeq,
        trainer: lease?.trainer ?? null,
        sinceSeq: lease?.seq ?? null,
        failures,
        losses
      })),
    waiting: pending.flatMap(({ individual, fitness }) => (fitness === null ? [] : [{ individual, fitness }]))
  }
}

/** The moment that a fold from the first event leads to, with no snapshot: the judge of every other way to get there. */
export const replayTo = (
  log: EventLogShape,
  run: string,
  seq: number | undefined
): Effect.Effect<Moment, LogUnavailable | LogCorrupt | NoSuchMoment> =>
  Effect.gen(function* () {
    const { seq: last } = yield* log.head(run)
    const upTo = yield* checkedSeq(run, seq ?? last, last)
    return momentOf(run, yield* rebuild(log, run, { upTo, snapshots: false }))
  })

/** The moment right after event `seq`. */
export const momentAt = (
  log: EventLogShape,
  run: string,
  seq: number
): Effect.Effect<Moment, LogUnavailable | LogCorrupt | NoSuchMoment> =>
  Effect.gen(function* () {
    const { seq: last } = yield* log.head(run)
    const upTo = yield* checkedSeq(run, seq, last)
    return momentOf(run, yield* rebuild(log, run, { upTo, snapshots: true }))
  })

const checkedSeq = (run: string, seq: number, last: number): Effect.Effect<number, NoSuchMoment> => {
  if (Number.isInteger(seq) && seq >= 1 && seq <= last) return Effect.succeed(seq)
  const has = last === 0 ? "it has no events yet" : `it has 1 to ${last}`
  return Effect.fail(new NoSuchMoment({ message: `run ${run} has no event ${seq}; ${has}` }))
}
