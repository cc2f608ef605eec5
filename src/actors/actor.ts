/**
 * An actor: a bounded mailbox, one closed union of messages, one fiber. Its state lives in the closure that
 * `start` returns, is private to it, and is rebuilt by `start` after a crash. Actors exchange messages and
 * nothing else; whatever one receives, and each turn of its life, can be observed.
 */
import { Cause, Deferred, Effect, Exit, Fiber, Queue, Schema, type Scope } from "effect"
import { restarting } from "./restarting.ts"

/** A message could not be handled: the actor crashed over it, or has stopped. */
export class ActorFailed extends Schema.TaggedError<ActorFailed>()("ActorFailed", {
  actor: Schema.String,
  reason: Schema.String
}) {}

/** What a message that wants an answer carries: a slot for one answer. */
export class Reply<A> {
  private readonly slot = Deferred.makeUnsafe<A, ActorFailed>()

  give(value: A): void {
    Deferred.doneUnsafe(this.slot, Exit.succeed(value))
  }

  fail(failure: ActorFailed): void {
    Deferred.doneUnsafe(this.slot, Exit.fail(failure))
  }

  get answer(): Effect.Effect<A, ActorFailed> {
    return Deferred.await(this.slot)
  }
}

export interface Message {
  readonly kind: string
  readonly reply?: { fail(failure: ActorFailed): void } | undefined
}

export type Observation =
  | { readonly actor: string; readonly kind: "received"; readonly message: Message }
  | { readonly actor: string; readonly kind: "started" | "stopped" }
  | { readonly actor: string; readonly kind: "crashed"; readonly reason: string }

export type Observer = (observation: Observation) => void

export interface ActorRef<M> {
  readonly name: string
  /** Leaves a message; waits while the mailbox is full. A message to an actor that has stopped is dropped. */
  readonly tell: (message: M) => Effect.Effect<void>
  /** Leaves a message that carries a reply slot, and waits for the answer. */
  readonly ask: <A>(make: (reply: Reply<A>) => M) => Effect.Effect<A, ActorFailed>
}

export interface Behaviour<M, E> {
  readonly name: string
  /** Begins a life, the first one or another after a crash, and gives the handler of message batches. */
  readonly start: (self: ActorRef<M>) => Effect.Effect<(batch: readonly M[]) => Effect.Effect<void, E>, E>
}

export interface SpawnOptions {
  readonly mailboxCapacity: number
  /** How many crashes in close succession are answered by a restart; the next is its supervisor's. */
  readonly restartsMax: number
  readonly observe: Observer | undefined
}

export interface Spawned<M, E> {
  readonly ref: ActorRef<M>
  /** Ends when the actor does: with its failure, or interrupted with its scope. */
  readonly ended: Effect.Effect<never, E>
}

const RESTART_FIRST_PAUSE_MS = 50

/** Starts an actor that lives as long as the scope. */
export const spawn = <M extends Message, E>(
  behaviour: Behaviour<M, E>,
  options: SpawnOptions
): Effect.Effect<Spawned<M, E>, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { name } = behaviour
    const observe = options.observe
    const mailbox = yield* Queue.bounded<M>(options.mailboxCapacity)
    const ref = makeRef(name, mailbox)
    let handling: readonly M[] = []

    const life = Effect.gen(function* () {
      observe?.({ actor: name, kind: "started" })
      const handle = yield* behaviour.start(ref)
      while (true) {
        handling = yield* Queue.takeAll(mailbox)
        if (observe !== undefined)
          for (const message of handling) observe({ actor: name, kind: "received", message })
        yield* handle(handling)
        handling = []
      }
    })

    const watched = life.pipe(
      Effect.tapCause((cause) => Effect.sync(() => crashed(name, handling, cause, observe)))
    )
    const fiber = yield* restarting(watched, {
      restartsMax: options.restartsMax,
      firstPauseMs: RESTART_FIRST_PAUSE_MS,
      // An expected failure is not helped by a restart; a defect may be.
      isWorthARestart: Cause.hasDies
    }).pipe(
      Effect.onExit(() => close(name, mailbox, observe)),
      Effect.forkScoped
    )
    return { ref, ended: Fiber.join(fiber) }
  })

const makeRef = <M extends Message>(name: string, mailbox: Queue.Queue<M>): ActorRef<M> => ({
  name,
  tell: (message) => Effect.asVoid(Queue.offer(mailbox, message)),
  ask: <A>(make: (reply: Reply<A>) => M) =>
    Effect.suspend(() => {
      const reply = new Reply<A>()
      return Effect.flatMap(Queue.offer(mailbox, make(reply)), (accepted) =>
        accepted ? reply.answer : Effect.fail(new ActorFailed({ actor: name, reason: "it has stopped" }))
      )
    })
})

const failReplies = (messages: readonly Message[], failure: ActorFailed): void => {
  for (const { reply } of messages) reply?.fail(failure)
}

const crashed = <E>(
  name: string,
  handling: readonly Message[],
  cause: Cause.Cause<E>,
  observe?: Observer
): void => {
  if (Cause.hasInterruptsOnly(cause)) return
  const squashed = Cause.squash(cause)
  const reason = squashed instanceof Error ? squashed.message : String(squashed)
  observe?.({ actor: name, kind: "crashed", reason })
  failReplies(handling, new ActorFailed({ actor: name, reason }))
}

const close = <M extends Message>(
  name: string,
  mailbox: Queue.Queue<M>,
  observe?: Observer
): Effect.Effect<void> =>
  Effect.gen(function* () {
    const left = yield* Queue.clear(mailbox)
    failReplies(left, new ActorFailed({ actor: name, reason: "it has stopped" }))
    yield* Queue.shutdown(mailbox)
    observe?.({ actor: name, kind: "stopped" })
  })
