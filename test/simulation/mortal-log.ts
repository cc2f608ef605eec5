/**
 * A log whose process can die: around the n-th commit of a life it does what a plan says. After a death it
 * refuses everything, so nothing is written by a process that is gone; what was written stays.
 */
import { Effect, Option } from "effect"
import { randomStream } from "../../src/domain/random-stream.ts"
import { AppendFailed, type EventLogShape, type LogWriter, type Snapshot } from "../../src/log/event-log.ts"
import type { CoordinatorFault } from "./settings.ts"
import { Injected, type World } from "./world.ts"

/** How a life of the coordinator ends, and at which of its commits. */
export interface DeathPlan {
  readonly fault: CoordinatorFault
  readonly commit: number
  /** A defect of the Population strikes before what it appends is in the log, or after. */
  readonly isBefore: boolean
}

export interface MortalLogOptions {
  readonly world: World
  readonly log: EventLogShape
  readonly plan: DeathPlan | undefined
  /** Called when the process is to end; `clean` where it may still write down that it was stopped. */
  readonly kill: () => void
}

export const makeMortalLog = ({ world, log, plan, kill }: MortalLogOptions): EventLogShape => {
  let commits = 0
  let isDead = false
  const die = (): void => {
    isDead = true
    kill()
  }

  const meet = ({ fault, isBefore }: DeathPlan, append: ReturnType<LogWriter["append"]>) => {
    world.note(fault)
    switch (fault) {
      case "killed before a commit":
        die()
        return Effect.never
      case "killed after a commit":
        return append.pipe(Effect.tap(Effect.sync(die)), Effect.andThen(Effect.never))
      case "killed between commits":
        return Effect.tap(append, Effect.sync(die))
      case "disk full":
        return Effect.fail(new AppendFailed({ reason: "disk", message: "injected: disk full" }))
      case "stopped cleanly":
        return Effect.tap(
          append,
          Effect.sync(() => {
            kill()
            world.rush()
          })
        )
      case "population defect":
        return isBefore
          ? Effect.die(new Injected(fault))
          : Effect.andThen(append, Effect.die(new Injected(fault)))
      default:
        return append
    }
  }

  const mortalWriter = (writer: LogWriter): LogWriter => ({
    run: writer.run,
    head: writer.head,
    append: (events, options) =>
      Effect.suspend(() => {
        if (isDead) return Effect.never
        const hasty = randomStream(world.settings.seed, "simulation rush", options.expected).below(8) === 0
        const append = writer
          .append(events, options)
          .pipe(Effect.tap(hasty ? Effect.sync(() => world.rush()) : Effect.void))
        return ++commits === plan?.commit ? meet(plan, append) : append
      })
  })

  const damage = (snapshot: Snapshot): Snapshot => {
    world.note("damaged snapshot")
    return { ...snapshot, state: snapshot.state.replace(/"births":\d+/, '"births":0') }
  }

  return {
    ...log,
    write: (run) => Effect.map(log.write(run), mortalWriter),
    snapshot: (run, options) =>
      Effect.map(log.snapshot(run, options), (snapshot) =>
        world.has("damaged snapshot") ? Option.map(snapshot, damage) : snapshot
      ),
    keepSnapshot: (run, snapshot) =>
      Effect.suspend(() => (isDead ? Effect.never : log.keepSnapshot(run, snapshot)))
  }
}
