/**
 * What a trainer process and the coordinator say to each other, over TCP. The process dials, asks for work, says
 * that it is alive, and hands in results with the lease they were made under.
 */
import { Schema } from "effect"
import { Rpc, RpcGroup } from "effect/rpc"

const AssignmentWire = Schema.Struct({
  lease: Schema.NullOr(Schema.Int),
  purpose: Schema.Literals(["evaluate", "test"]),
  task: Schema.Struct({
    individual: Schema.Int,
    genome: Schema.Json,
    seed: Schema.Int,
    weights: Schema.optional(Schema.String)
  })
})

const Figures = Schema.Record(Schema.String, Schema.Number)

const OutcomeWire = Schema.Union([
  Schema.Struct({
    kind: Schema.Literal("measured"),
    measurement: Schema.Struct({
      fitness: Schema.Number,
      measures: Figures,
      weights: Schema.optional(Schema.String),
      curve: Schema.optional(Schema.Record(Schema.String, Schema.Array(Schema.Number))),
      resources: Schema.optional(Figures)
    }),
    durationMs: Schema.Number
  }),
  Schema.Struct({ kind: Schema.Literal("failed"), reason: Schema.String })
])

/** What a process needs to know before it can work: its configs, as they stand in the run's first event. */
const Welcome = Schema.Struct({
  session: Schema.Int,
  space: Schema.Json,
  evaluator: Schema.Json,
  /** Where weights are kept and found; null where there is no such place. */
  weightsFolder: Schema.NullOr(Schema.String),
  heartbeatMs: Schema.Number
})

const VerdictWire = Schema.Literals(["accepted", "refused"])

/** The coordinator does not know this trainer, or takes another process for it by now. */
export class SessionRefused extends Schema.TaggedError<SessionRefused>()("SessionRefused", {
  reason: Schema.String
}) {}

export class CoordinatorRpcs extends RpcGroup.make(
  /** Stays open for as long as the process lives; its end, however it comes, is how the coordinator learns of a death. */
  Rpc.make("Enlist", {
    payload: { trainer: Schema.String, token: Schema.String },
    success: Welcome,
    error: SessionRefused,
    stream: true
  }),
  /** Waits for an assignment: a free trainer pulls its work. */
  Rpc.make("Next", {
    payload: { session: Schema.Int, device: Schema.String },
    success: AssignmentWire,
    error: SessionRefused
  }),
  /** A sign of life and of progress; a refused one tells the trainer to drop what it is doing. */
  Rpc.make("Beat", {
    payload: {
      session: Schema.Int,
      lease: Schema.NullOr(Schema.Int),
      progress: Schema.NullOr(Schema.Struct({ done: Schema.Number, total: Schema.Number, figures: Figures }))
    },
    success: VerdictWire,
    error: SessionRefused
  }),
  /** Hands a result in; whether it counts is for the log to say. */
  Rpc.make("HandIn", {
    payload: { session: Schema.Int, assignment: AssignmentWire, outcome: OutcomeWire },
    success: VerdictWire,
    error: SessionRefused
  })
) {}

/** A process that cannot evaluate at all (no backend, no data) ends with this code and a sentence on stderr. */
export const UNFIT_EXIT_CODE = 78
