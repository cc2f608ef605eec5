/**
 * The program of a trainer process: it dials the coordinator, makes the evaluator that it is told of, and then
 * pulls one assignment after another. When the connection is lost it dials again, and what it was doing is handed
 * in as broken off, so that the log shows it. It keeps nothing that a restart would need.
 */
import * as NodeSocket from "@effect/platform-node/NodeSocket"
import { Cause, Clock, Deferred, Effect, Fiber, Layer, Schedule, Stream } from "effect"
import { RpcClient, RpcSerialization } from "effect/rpc"
import type { Json } from "../../domain/canonical-json.ts"
import type { EvaluationError, EvaluationProgress, Evaluator } from "../evaluator.ts"
import { EvaluatorUnavailable } from "../evaluator-unavailable.ts"
import type { Assignment, Outcome } from "../trainer.ts"
import { CoordinatorRpcs } from "./wire.ts"

/** What the coordinator tells of its run: its configs, and where its weights are. */
export interface WantedEvaluator {
  readonly space: Json
  readonly evaluator: Json
  readonly weightsFolder: string | undefined
}

export interface TrainerProgramOptions {
  readonly host: string
  readonly port: number
  readonly trainer: string
  readonly token: string
  /** Makes the evaluator of the run; made once, however often the connection is lost. */
  readonly makeEvaluator: (wanted: WantedEvaluator) => Effect.Effect<Evaluator, EvaluatorUnavailable>
}

const OPEN_TIMEOUT_MS = 5000
const PING = { pingInterval: "5 seconds", pingTimeout: "20 seconds" } as const
const REDIAL = Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("5 seconds")])

const dial = (options: { readonly host: string; readonly port: number }) =>
  Layer.build(
    RpcClient.layerProtocolSocket(PING).pipe(
      Layer.provide(
        NodeSocket.layerNet({ host: options.host, port: options.port, openTimeout: OPEN_TIMEOUT_MS })
      ),
      Layer.provide(RpcSerialization.layerNdjson)
    )
  ).pipe(Effect.flatMap((protocol) => RpcClient.make(CoordinatorRpcs).pipe(Effect.provideContext(protocol))))

type Client = Effect.Success<ReturnType<typeof dial>>
type EnlistAnswer = Stream.Success<ReturnType<Client["Enlist"]>>

interface HandIn {
  readonly assignment: Assignment
  readonly outcome: Outcome
}

/** Runs until it is interrupted or its evaluator cannot be made, or cannot evaluate any more. */
export const trainerProgram = (
  options: TrainerProgramOptions
): Effect.Effect<never, EvaluatorUnavailable> => {
  let evaluator: Evaluator | undefined
  /** Finished or broken off, and not yet handed in. */
  let undelivered: HandIn | undefined

  const broken = (assignment: Assignment) =>
    Effect.sync(() => {
      undelivered ??= { assignment, outcome: { kind: "failed", reason: "its trainer lost the connection" } }
    })

  const deliver = (client: Client, session: number) =>
    Effect.suspend(() => {
      const handIn = undelivered
      if (handIn === undefined) return Effect.void
      return client.HandIn({ session, ...handIn }).pipe(
        Effect.map(() => {
          undelivered = undefined
        })
      )
    })

  const workOnce = (client: Client, session: number, made: Evaluator, heartbeatMs: number) =>
    Effect.gen(function* () {
      const assignment = yield* client.Next({ session, device: made.device })
      const outcome = yield* evaluate(client, session, made, assignment, heartbeatMs).pipe(
        Effect.onInterrupt(() => broken(assignment)),
        Effect.onError(() => broken(assignment))
      )
      undelivered = { assignment, outcome }
      yield* deliver(client, session)
    })

  const life = Effect.scoped(
    Effect.gen(function* () {
      const client = yield* dial(options)
      const { trainer, token } = options
      const welcomed = yield* Deferred.make<EnlistAnswer>()
      const enlisted = yield* client.Enlist({ trainer, token }).pipe(
        Stream.runForEach((welcome) => Deferred.succeed(welcomed, welcome)),
        Effect.andThen(Effect.fail(new Error("the coordinator has ended the session"))),
        Effect.forkScoped
      )
      const welcome = yield* Effect.raceFirst(Deferred.await(welcomed), Fiber.join(enlisted))
      const { session, heartbeatMs } = welcome
      evaluator ??= yield* options.makeEvaluator({
        ...welcome,
        weightsFolder: welcome.weightsFolder ?? undefined
      })
      const made = evaluator
      yield* deliver(client, session)
      return yield* Effect.raceFirst(
        Effect.forever(workOnce(client, session, made, heartbeatMs)),
        Fiber.join(enlisted)
      )
    })
  )

  return life.pipe(
    // A server that shuts down answers open calls with an interrupt, which a retry would not see.
    Effect.catchCause((cause) => Effect.fail(Cause.squash(cause))),
    Effect.retry({ schedule: REDIAL, while: (error) => !(error instanceof EvaluatorUnavailable) }),
    // Whatever else there is was tried again.
    Effect.catch((error) => (error instanceof EvaluatorUnavailable ? Effect.fail(error) : Effect.die(error)))
  )
}

/** Evaluates with a heartbeat beside it; broken off when the coordinator says that the lease has ended. */
const evaluate = (
  client: Client,
  session: number,
  evaluator: Evaluator,
  assignment: Assignment,
  heartbeatMs: number
): Effect.Effect<Outcome, unknown> => {
  let progress: EvaluationProgress | null = null
  const report = (latest: EvaluationProgress) =>
    Effect.sync(() => {
      progress = latest
    })
  const { purpose, task, lease } = assignment
  const measure = purpose === "test" && evaluator.test !== undefined ? evaluator.test : evaluator.evaluate
  const beat: Effect.Effect<Outcome, unknown> = Effect.suspend(() =>
    client.Beat({ session, lease, progress })
  ).pipe(
    Effect.delay(heartbeatMs),
    Effect.repeat({ until: (verdict) => verdict === "refused" }),
    Effect.as({ kind: "failed" as const, reason: "broken off: its lease had ended" })
  )
  const work: Effect.Effect<Outcome, EvaluatorUnavailable> = Effect.gen(function* () {
    const startMs = yield* Clock.currentTimeMillis
    const measurement = yield* measure(task, report)
    return { kind: "measured" as const, measurement, durationMs: (yield* Clock.currentTimeMillis) - startMs }
  }).pipe(
    Effect.catchTag("EvaluationError", ({ reason }: EvaluationError) =>
      Effect.succeed({ kind: "failed" as const, reason })
    )
  )
  // The heart first: work holds the thread from its beginning to its first step's end.
  return Effect.raceFirst(beat, work)
}
