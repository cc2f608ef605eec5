/**
 * One simulation: the whole engine under a virtual clock, with trainers and a coordinator that fail as the seed
 * says, life after life on one log, until the run is finished. Whatever is not as it must be throws.
 */
import { Cause, Deferred, Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { runEngine } from "../../src/actors/supervisor.ts"
import type { Rules } from "../../src/domain/breeding.ts"
import type { Command } from "../../src/domain/command.ts"
import { lineageHash } from "../../src/domain/lineage-digest.ts"
import { randomStream } from "../../src/domain/random-stream.ts"
import type { RunState } from "../../src/domain/run-state.ts"
import type { EventLogShape } from "../../src/log/event-log.ts"
import type { EventRow } from "../../src/log/event-row.ts"
import { makeMemoryLog, makeMemoryStore } from "../../src/log/memory-log.ts"
import { verifyRun } from "../../src/replay/verify.ts"
import { EvaluationError, type Evaluator } from "../../src/trainers/evaluator.ts"
import { makeInlineTrainer } from "../../src/trainers/inline-trainer.ts"
import type { Trainer } from "../../src/trainers/trainer.ts"
import { rulesFor } from "../fixtures/rules.ts"
import { toySpace } from "../fixtures/toy-space.ts"
import { ChaoticTrainer } from "./chaotic-trainer.ts"
import { Checker } from "./checker.ts"
import { makeCrashingRules } from "./crashing-rules.ts"
import { type DeathPlan, makeMortalLog } from "./mortal-log.ts"
import { type CoordinatorFault, drawSettings, type Fault, type Settings } from "./settings.ts"
import { SimulationFailed, World } from "./world.ts"

export interface SimulationOutcome {
  readonly seed: number
  readonly settings: Settings
  readonly rows: readonly EventRow[]
  readonly lives: number
  readonly virtualMs: number
  readonly lineage: string
  readonly happened: ReadonlyMap<Fault, number>
}

const STEP_MS = 500
const LIVES_MAX = 60

const deaths = [
  "killed before a commit",
  "killed after a commit",
  "killed between commits",
  "disk full",
  "stopped cleanly",
  "population defect"
] as const satisfies readonly CoordinatorFault[]

const planDeath = (settings: Settings, life: number): DeathPlan | undefined => {
  const possible = deaths.filter((fault) => settings.faults.has(fault))
  if (life >= settings.deaths || possible.length === 0) return undefined
  const stream = randomStream(settings.seed, "simulation death", life)
  const fault = possible[stream.below(possible.length)] ?? "disk full"
  // A life's first commit is worth dying at: it is the one that starts or resumes the run.
  const isFirst = stream.below(4) === 0
  const commitMax = 1 + Math.ceil((2 * settings.config.cycles) / settings.deaths)
  return { fault, commit: isFirst ? 1 : 1 + stream.below(commitMax), isBefore: stream.below(2) === 0 }
}

/** Inside the coordinator, never lost, and right; only slow. */
const evaluatorOf = (world: World, durationMs: number): Evaluator => ({
  device: "inline",
  evaluate: (task) =>
    Effect.sleep(durationMs).pipe(
      Effect.andThen(
        Effect.suspend(() => {
          const truth = world.truth(task, durationMs)
          return truth.kind === "measured"
            ? Effect.succeed(truth.measurement)
            : Effect.fail(new EvaluationError({ reason: truth.reason }))
        })
      )
    )
})

/** The simulation of one seed; the clock is the test clock of the effect's context. */
class Simulation {
  private readonly settings: Settings
  private readonly world: World
  private readonly store = makeMemoryStore()
  private readonly log: EventLogShape = makeMemoryLog(this.store)
  private readonly rules: Rules
  private readonly trainers: readonly Trainer[]
  private virtualMs = 0

  constructor(settings: Settings) {
    this.settings = settings
    this.world = new World(settings)
    this.rules = rulesFor(settings.config, toySpace)
    this.trainers = Array.from(
      { length: settings.trainersMax },
      (_, index) => new ChaoticTrainer(this.world, index)
    )
  }

  readonly simulate = Effect.gen({ self: this }, function* () {
    const { config, seed } = this.settings
    const { run } = yield* this.log.register({ name: config.name, at: 0, fingerprint: "simulation" })
    const rows = (): readonly EventRow[] => this.store.rows.get(run) ?? []
    const checker = new Checker(run, this.rules, rows)
    this.world.judge = (...verdict) => this.world.holding(() => checker.sawVerdict(...verdict))
    let life = 0
    while (!(yield* this.live(run, life, checker))) {
      life++
      if (life > LIVES_MAX) throw new SimulationFailed(`the run is not finished after ${life} lives`)
    }
    checker.holdEnd()
    const verification = yield* verifyRun({
      log: this.log,
      run,
      rulesOf: () => Effect.succeed(this.rules)
    })
    if (!verification.ok)
      throw new SimulationFailed(`verification finds a difference: ${verification.message}`)
    this.world.check()
    const lineage = lineageHash(checker.state.lineage)
    if (config.schedule === "deterministic") yield* this.compareWithUndisturbed(lineage)
    const { virtualMs } = this
    return {
      seed,
      settings: this.settings,
      rows: rows(),
      lives: life + 1,
      virtualMs,
      lineage,
      happened: this.world.happened
    }
  })

  /** One life of the coordinator's process. Gives whether the run ended in it. */
  private live(run: string, life: number, checker: Checker) {
    return Effect.gen({ self: this }, function* () {
      const stream = randomStream(this.settings.seed, "simulation life", life)
      const { config, trainersMax } = this.settings
      const trainers = life === 0 ? config.trainers : 1 + stream.below(trainersMax)
      const killed = yield* Deferred.make<void>()
      const log = makeMortalLog({
        world: this.world,
        log: this.log,
        plan: planDeath(this.settings, life),
        kill: () => Deferred.doneUnsafe(killed, Exit.void)
      })
      const opening = (state: RunState): Command | undefined =>
        state.status === "new"
          ? { kind: "Start", config, engine: "simulated" }
          : state.status === "finished"
            ? undefined
            : { kind: "Resume", cycles: config.cycles, trainers, reason: "simulated" }
      const rules = makeCrashingRules(this.rules, this.world)
      checker.startsNewLife()
      // The engine begins in a wake of the clock, so that the clock waits for all that it does. It is detached:
      // were it a child, a simulation that fails would wait for it to stop, and no clock would move any more.
      const engine = yield* this.runEngine({ log, run, rules, opening, trainers, checker }).pipe(
        Effect.delay("1 millis"),
        Effect.forkDetach
      )
      const instants = Effect.repeat(Effect.yieldNow, { times: stream.below(8) })
      yield* Effect.forkDetach(
        Deferred.await(killed).pipe(Effect.andThen(instants), Effect.andThen(Fiber.interrupt(engine)))
      )
      yield* this.passTime(engine, checker)
      this.world.check()
      return this.judgeEnd(yield* Fiber.await(engine), checker)
    })
  }

  private runEngine(life: {
    readonly log: EventLogShape
    readonly run: string
    readonly rules: Rules
    readonly opening: (state: RunState) => Command | undefined
    readonly trainers: number
    readonly checker: Checker
  }) {
    const { config, snapshotEvery, mailboxCapacity, inline, evaluationMs } = this.settings
    const { leaseMs } = config.limits
    const leased = this.trainers.slice(0, life.trainers)
    return runEngine({
      log: life.log,
      run: life.run,
      rules: life.rules,
      trainers: inline
        ? [...leased, makeInlineTrainer("inline", evaluatorOf(this.world, evaluationMs))]
        : leased,
      opening: life.opening,
      limits: {
        mailboxCapacity,
        actorRestartsMax: 3,
        engineRestartsMax: 3,
        snapshotEvery,
        leaseMs
      },
      publish: (events, state) => this.world.holding(() => life.checker.sawPublished(events, state)),
      observe: undefined,
      onProgress: undefined,
      checked: true
    })
  }

  /** Lets virtual time pass until the engine has ended; a log that does not grow for long enough is stuck. */
  private passTime(engine: Fiber.Fiber<RunState, unknown>, checker: Checker) {
    const { evaluationMs, config } = this.settings
    const stallMs = 60_000 + 100 * (evaluationMs + config.limits.leaseMs)
    return Effect.gen({ self: this }, function* () {
      let progressMs = this.virtualMs
      let seq = checker.state.seq
      while (engine.pollUnsafe() === undefined) {
        yield* TestClock.adjust(STEP_MS)
        this.virtualMs += STEP_MS
        this.world.check()
        checker.catchUp()
        if (checker.state.seq > seq) progressMs = this.virtualMs
        seq = checker.state.seq
        if (this.virtualMs - progressMs > stallMs) throw new SimulationFailed(this.stuck(checker))
      }
    })
  }

  private stuck({ state }: Checker): string {
    const pending = [...state.pending.values()].map(
      ({ individual, lease, failures, losses, fitness }) =>
        `${individual} (${lease === null ? "nobody's" : `${lease.trainer}'s under ${lease.seq}`}, ${failures} failures, ${losses} losses, fitness ${fitness})`
    )
    return `the simulation is stuck at event ${state.seq}, ${this.virtualMs} ms: the run is ${state.status}, ${state.births} born, ${state.counted} counted; pending: ${pending.join("; ") || "nobody"}`
  }

  private judgeEnd(exit: Exit.Exit<RunState, unknown>, checker: Checker): boolean {
    checker.catchUp()
    if (Exit.isSuccess(exit)) return true
    if (Cause.hasInterruptsOnly(exit.cause)) return false
    const error = Cause.squash(exit.cause)
    const isInjected = error instanceof Error && error.message.startsWith("injected: ")
    if (!isInjected) throw error
    return false
  }

  /** The same config with one good trainer and no trouble must have had the same history. */
  private compareWithUndisturbed(lineage: string) {
    return Effect.gen({ self: this }, function* () {
      const { config } = this.settings
      const log = makeMemoryLog(makeMemoryStore())
      const { run } = yield* log.register({ name: "undisturbed", at: 0, fingerprint: "" })
      const state = yield* runEngine({
        log,
        run,
        rules: this.rules,
        trainers: [makeInlineTrainer("good", evaluatorOf(this.world, 0))],
        opening: () => ({ kind: "Start", config: { ...config, trainers: 1 }, engine: "simulated" }),
        limits: {
          mailboxCapacity: 4096,
          actorRestartsMax: 0,
          engineRestartsMax: 0,
          snapshotEvery: 100_000,
          leaseMs: config.limits.leaseMs
        },
        publish: () => undefined,
        observe: undefined,
        onProgress: undefined,
        checked: false
      })
      if (lineageHash(state.lineage) !== lineage) {
        throw new SimulationFailed(
          `the lineage ${lineage} is not that of an undisturbed run with one trainer, ${lineageHash(state.lineage)}`
        )
      }
    })
  }
}

/** Runs one seed. The live clock has no say: the clock warns, and goes on, only after an hour. */
export const simulate = (seed: number): Promise<SimulationOutcome> =>
  Effect.runPromise(
    Effect.suspend(() => new Simulation(drawSettings(seed)).simulate).pipe(
      Effect.provide(TestClock.layer({ warningDelay: "1 hour" }))
    )
  )
