/**
 * The coordinator's side of the trainer processes: a TCP server at which they enlist, and a `Trainer` for each
 * of their names. A process that disconnects is reported gone; a second one under the same name takes its place.
 */
import * as NodeSocketServer from "@effect/platform-node/NodeSocketServer"
import { Clock, Effect, Layer, Queue, References, type Scope, Stream } from "effect"
import { RpcSerialization, RpcServer } from "effect/rpc"
import { SocketServer } from "effect/socket"
import type { Json } from "../../domain/canonical-json.ts"
import {
  type Assignment,
  type Trainer,
  type TrainerReport,
  TrainerUnavailable,
  type Verdict
} from "../trainer.ts"
import { CoordinatorRpcs, SessionRefused } from "./wire.ts"

export interface HubOptions {
  readonly host: string
  readonly token: string
  readonly trainers: readonly string[]
  readonly space: Json
  readonly evaluator: Json
  readonly weightsFolder: string | undefined
  readonly heartbeatMs: number
  /** A process with work in hand that is silent for so long is taken for hung, in milliseconds. */
  readonly hungAfterMs: number
  readonly canTest: boolean
}

export interface Hub {
  readonly port: number
  readonly trainers: readonly Trainer[]
  /** Reports on behalf of a trainer whose process cannot speak for itself. */
  readonly report: (trainer: string, report: TrainerReport) => Effect.Effect<void>
  /** Completes when the trainer's process has hung. */
  readonly hung: (trainer: string) => Effect.Effect<void>
}

/** The place of one trainer: who listens to it, which process fills it, what waits for that process. */
interface Place {
  readonly name: string
  readonly assignments: Queue.Queue<Assignment>
  hear: ((report: TrainerReport) => Effect.Effect<Verdict>) | undefined
  session: number | undefined
  /** When the process was last heard of with work in hand; undefined while it has none. */
  busyHeardMs: number | undefined
}

const refuse = (reason: string) => Effect.fail(new SessionRefused({ reason }))

const tell = (place: Place, report: TrainerReport): Effect.Effect<Verdict> =>
  place.hear === undefined ? Effect.succeed("refused") : place.hear(report)

export const makeHub = (options: HubOptions): Effect.Effect<Hub, TrainerUnavailable, Scope.Scope> =>
  Effect.gen(function* () {
    const places = yield* Effect.forEach(options.trainers, makePlace)
    const server = yield* NodeSocketServer.make({ host: options.host, port: 0 }).pipe(
      Effect.mapError(
        (error) =>
          new TrainerUnavailable({
            message: `no port can be opened on ${options.host} for trainers to connect to: ${error.message}`
          })
      )
    )
    const serving = RpcServer.layer(CoordinatorRpcs).pipe(
      Layer.provide(handlers(options, places)),
      Layer.provide(RpcServer.layerProtocolSocketServer),
      Layer.provide(Layer.succeed(SocketServer.SocketServer, server)),
      Layer.provide(RpcSerialization.layerNdjson)
    )
    // The server logs a lost connection as an error with its stack; what it means is reported as a trainer that is gone.
    yield* Layer.build(serving).pipe(Effect.provideService(References.MinimumLogLevel, "None"))
    const { address } = server
    if (address._tag === "UnixPathAddress") {
      return yield* new TrainerUnavailable({ message: "the trainers' server has no TCP port" })
    }
    return {
      port: address.port,
      trainers: places.map((place) => placeTrainer(place, options.canTest)),
      report: (name, report) => {
        const place = places.find((candidate) => candidate.name === name)
        return place === undefined ? Effect.void : Effect.asVoid(tell(place, report))
      },
      hung: (name) => {
        const place = places.find((candidate) => candidate.name === name)
        return place === undefined ? Effect.never : hung(place, options.hungAfterMs)
      }
    }
  })

const makePlace = (name: string): Effect.Effect<Place> =>
  Effect.map(Queue.unbounded<Assignment>(), (assignments) => ({
    name,
    assignments,
    hear: undefined,
    session: undefined,
    busyHeardMs: undefined
  }))

const heardOf = (place: Place): Effect.Effect<void> =>
  Effect.map(Clock.currentTimeMillis, (nowMs) => {
    place.busyHeardMs = nowMs
  })

const hung = (place: Place, hungAfterMs: number): Effect.Effect<void> =>
  Clock.currentTimeMillis.pipe(
    Effect.map((nowMs) => place.busyHeardMs !== undefined && nowMs - place.busyHeardMs >= hungAfterMs),
    Effect.delay(Math.ceil(hungAfterMs / 4)),
    Effect.repeat({ until: (silent) => silent }),
    Effect.asVoid
  )

const placeTrainer = (place: Place, canTest: boolean): Trainer => ({
  name: place.name,
  leased: true,
  canTest,
  open: (hear) =>
    Effect.acquireRelease(
      Effect.sync(() => {
        place.hear = hear
        return (assignment: Assignment) => Effect.asVoid(Queue.offer(place.assignments, assignment))
      }),
      () =>
        Effect.sync(() => {
          if (place.hear === hear) place.hear = undefined
        })
    )
})

const handlers = (options: HubOptions, places: readonly Place[]) => {
  let sessions = 0

  /** A result is passed on from whatever session brings it: its lease decides, not its connection. */
  const placeOf = (session: number): Effect.Effect<Place, SessionRefused> => {
    const place = places.find((candidate) => candidate.session === session)
    return place === undefined
      ? refuse("another process has taken this trainer's place")
      : Effect.succeed(place)
  }

  const enlist = (trainer: string, token: string) =>
    Effect.gen(function* () {
      const place = places.find((candidate) => candidate.name === trainer)
      if (token !== options.token) return yield* refuse("the token is not the one of this run")
      if (place === undefined) return yield* refuse(`this run has no trainer named ${trainer}`)
      const session = ++sessions
      place.session = session
      yield* Effect.addFinalizer(() =>
        Effect.suspend(() => {
          if (place.session !== session) return Effect.void
          place.session = undefined
          place.busyHeardMs = undefined
          return tell(place, { kind: "gone", reason: "its process has disconnected" })
        })
      )
      const { space, evaluator, heartbeatMs, weightsFolder = null } = options
      const welcome = { session, space, evaluator, weightsFolder, heartbeatMs }
      return Stream.concat(Stream.succeed(welcome), Stream.never)
    })

  const next = (session: number, device: string) =>
    Effect.gen(function* () {
      const place = yield* placeOf(session)
      place.busyHeardMs = undefined
      // Left over from a process that died before it took it; the Trainer actor has given it up or will now.
      yield* Queue.clear(place.assignments)
      yield* tell(place, { kind: "ready", device })
      const assignment = yield* Queue.take(place.assignments)
      yield* heardOf(place)
      return assignment
    })

  return CoordinatorRpcs.toLayer(
    Effect.succeed(
      CoordinatorRpcs.of({
        Enlist: ({ trainer, token }) => Stream.unwrap(enlist(trainer, token)),
        Next: ({ session, device }) => next(session, device),
        Beat: ({ session, lease, progress }) =>
          placeOf(session).pipe(
            Effect.tap(heardOf),
            Effect.flatMap((place) => tell(place, { kind: "progress", lease, progress }))
          ),
        HandIn: ({ session, assignment, outcome }) =>
          Effect.flatMap(placeOf(session), (place) =>
            tell(place, { kind: "ended", assignment, outcome, isFree: false })
          )
      })
    )
  )
}
