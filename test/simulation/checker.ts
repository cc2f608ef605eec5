/**
 * The judge of a simulation. It reads the log as it lies in the store, row by row, and holds it against three
 * things: its own plain model of aging evolution (queues and sets, no `evolve`), the rules decided again from
 * the folded state, and what the engine says of itself when it publishes or acknowledges.
 */
import { chooseParent, makeChild, type Rules } from "../../src/domain/breeding.ts"
import { canonicalJson } from "../../src/domain/canonical-json.ts"
import { consequenceOf } from "../../src/domain/consequence.ts"
import type { Event, EventOf } from "../../src/domain/event.ts"
import { evolve } from "../../src/domain/evolve.ts"
import { checkInvariants } from "../../src/domain/invariants.ts"
import { initialState, type RunState, situationOf, stateHash } from "../../src/domain/run-state.ts"
import type { RecordedEvent } from "../../src/log/event-log.ts"
import type { EventRow } from "../../src/log/event-row.ts"
import { decodeRow, genesis, rowHash } from "../../src/log/row.ts"
import type { Assignment, Outcome, Verdict } from "../../src/trainers/trainer.ts"
import { SimulationFailed } from "./world.ts"

export class Checker {
  private readonly rows: () => readonly EventRow[]
  private readonly rules: Rules
  state: RunState = initialState()
  private hash: string
  private published = 0
  /** The model: who lives, oldest first; who has been given a fitness; who evaluates whom under which lease. */
  private alive: number[] = []
  private readonly fitnessOf = new Map<number, number>()
  private readonly sampleOf = new Map<number, readonly number[]>()
  private updates = 0
  private readonly leases = new Map<number, number>()
  private readonly attempts = new Map<number, { errors: number; losses: number }>()
  private readonly countedLeases = new Set<number>()
  private births = 0
  private tests = 0

  constructor(run: string, rules: Rules, rows: () => readonly EventRow[]) {
    this.rules = rules
    this.rows = rows
    this.hash = genesis(run).hash
  }

  /** Folds what has been appended since the last time. */
  catchUp(): void {
    for (const row of this.rows().slice(this.state.seq)) {
      this.must(row.seq === this.state.seq + 1, `event ${row.seq} follows event ${this.state.seq}`)
      this.must(row.hash === rowHash(this.hash, row), `row ${row.seq} is chained to the row before`)
      this.hash = row.hash
      const decoded = decodeRow(row)
      if (!decoded.ok) throw new SimulationFailed(`event ${row.seq} cannot be read: ${decoded.problem}`)
      this.holdAgainstRules(decoded.event.event)
      this.holdAgainstModel(decoded.event.event)
      this.state = evolve(this.state, decoded.event.event)
      checkInvariants(this.state)
    }
  }

  /** The engine has published: it must be in the log already, without gaps, and the engine's state its fold. */
  sawPublished(events: readonly RecordedEvent[], state: RunState): void {
    this.catchUp()
    for (const { seq } of events) {
      this.must(seq > this.published && seq <= this.state.seq, `event ${seq} is published in order, once`)
      this.published = seq
    }
    this.must(
      stateHash(state) === stateHash(this.state),
      `the engine's state at ${state.seq} is the fold of its log at ${this.state.seq}`
    )
  }

  /** A process that died between its commit and its publishing never tells; the next one goes on from the log. */
  startsNewLife(): void {
    this.catchUp()
    this.published = this.state.seq
  }

  sawVerdict({ lease, purpose, task }: Assignment, outcome: Outcome, verdict: Verdict): void {
    if (verdict === "refused") return
    this.catchUp()
    if (purpose === "test") {
      this.must(outcome.kind === "failed" || this.tests === 1, "a test that was accepted is in the log")
      return
    }
    this.must(
      lease !== null && this.countedLeases.has(lease),
      `an answer on individual ${task.individual} under lease ${lease} was accepted and is in the log`
    )
  }

  private must(holds: boolean, what: string): void {
    if (!holds) throw new SimulationFailed(`at event ${this.state.seq} it is not true that ${what}`)
  }

  /** Whatever follows from the state by the rules must be the next event, and nothing else may be. */
  private holdAgainstRules(event: Event): void {
    const due = consequenceOf(this.state, this.rules)
    const isConsequence = [
      "IndividualBorn",
      "FitnessCounted",
      "IndividualDied",
      "RunFinished",
      "ControllerUpdated"
    ]
    this.must((due !== undefined) === isConsequence.includes(event.kind), `${event.kind} is due`)
    if (due === undefined) return
    const expected =
      due.kind === "BirthDue"
        ? makeChild(
            this.rules,
            due.individual,
            chooseParent(this.rules, due.individual, situationOf(this.state))
          )
        : due
    this.must(
      canonicalJson(event) === canonicalJson(expected),
      `${canonicalJson(event)} is what the rules say: ${canonicalJson(expected)}`
    )
  }

  private holdAgainstModel(event: Event): void {
    this.must(
      this.state.status !== "stopped" || event.kind === "RunResumed",
      `nothing happens to a stopped run but its resumption, and ${event.kind} did`
    )
    switch (event.kind) {
      case "RunStarted":
        this.must(this.state.seq === 0, "the run starts once")
        return
      case "RunResumed":
        this.leases.clear()
        return
      case "IndividualBorn":
        this.must(event.individual === this.births, "births are numbered without gaps")
        this.must(this.hasRoom(), "a child is born only when there is room on the way")
        this.births++
        this.sampleOf.set(event.individual, event.tournament?.members ?? [])
        return
      case "EvaluationStarted":
        this.holdStart(event.individual, event.attempt)
        return
      case "EvaluationRecorded":
        this.holdLease(event.individual, event.lease)
        this.must(!this.fitnessOf.has(event.individual), `individual ${event.individual} gets one fitness`)
        this.fitnessOf.set(event.individual, event.fitness)
        if (this.state.config?.schedule === "arrival") this.join(event.individual)
        return
      case "EvaluationFailed": {
        this.holdLease(event.individual, event.lease)
        const attempts = this.attemptsOf(event.individual)
        if (event.failure === "error") attempts.errors++
        else attempts.losses++
        return
      }
      case "FitnessCounted":
        this.join(event.individual)
        return
      case "IndividualDied":
        this.bury(event)
        return
      case "ControllerUpdated":
        this.updates++
        this.must(event.update === this.updates, "updates are numbered without gaps")
        return
      case "RunFinished":
        this.must(this.births === this.state.cycles, "the run ends when C are born")
        return
      case "IndividualTested":
        this.tests++
        this.must(this.tests === 1, "there is one test")
        return
      case "RunStopped":
      case "EvaluationRefused":
        return
    }
  }

  private hasRoom(): boolean {
    const { config, trainers, pending } = this.state
    return pending.size < (config?.schedule === "deterministic" ? config.window : trainers)
  }

  private attemptsOf(individual: number) {
    const attempts = this.attempts.get(individual) ?? { errors: 0, losses: 0 }
    this.attempts.set(individual, attempts)
    return attempts
  }

  private holdStart(individual: number, attempt: number): void {
    const { errors, losses } = this.attemptsOf(individual)
    this.must(!this.leases.has(individual), `individual ${individual} is evaluated by one trainer at a time`)
    this.must(!this.fitnessOf.has(individual), `individual ${individual} still needs a fitness`)
    this.must(attempt === 1 + errors + losses, `attempt ${attempt} of individual ${individual} is the next`)
    const limits = this.state.config?.limits
    this.must(
      limits !== undefined && errors < limits.failuresMax && losses < limits.lossesMax,
      `individual ${individual} is not infertile after ${errors} failures and ${losses} losses`
    )
    this.leases.set(individual, this.state.seq + 1)
  }

  private holdLease(individual: number, lease: number | null): void {
    this.must((this.leases.get(individual) ?? null) === lease, `lease ${lease} of ${individual} is open`)
    this.leases.delete(individual)
    if (lease === null) return
    this.must(!this.countedLeases.has(lease), `lease ${lease} is answered once`)
    this.countedLeases.add(lease)
  }

  private join(individual: number): void {
    this.must(this.fitnessOf.has(individual), `individual ${individual} has a fitness when it joins`)
    this.alive.push(individual)
    this.must(
      this.alive.length <= this.rules.policy.populationSize + 1,
      "the population is P and one newcomer at most"
    )
  }

  /** Who may die of what, in the words of each policy. */
  private bury({ cause, displacedBy, individual, tournament }: EventOf<"IndividualDied">): void {
    if (cause === "infertile") {
      this.must(!this.fitnessOf.has(individual), "only one without a fitness is infertile")
      return
    }
    const fitness = (one: number): number => this.fitnessOf.get(one) ?? Number.NaN
    const isNoBetter = (others: readonly number[]): boolean =>
      others.every((other) => fitness(individual) <= fitness(other))
    this.must(this.alive.includes(individual), `only the living die of ${cause}, and ${individual} is none`)
    if (cause === "aging") this.must(this.alive[0] === individual, "the oldest dies")
    if (cause === "worst-of-all") this.must(isNoBetter(this.alive), "the least fit of all dies")
    if (cause === "worst-of-sample") {
      const sample = this.sampleOf.get(displacedBy ?? -1) ?? []
      const living = this.alive.filter((one) => sample.includes(one))
      this.must(isNoBetter(living), "the least fit of the newcomer's sample dies")
      this.must(living.length === 0 || living.includes(individual), "it is of the newcomer's sample")
    }
    if (cause === "worse-of-pair") {
      const { members = [] } = tournament ?? {}
      this.must(new Set(members).size === 2 && members.includes(individual), "one of a pair dies")
      const isBlind =
        this.state.config?.policy.kind === "large-scale" && this.state.config.policy.selection === "random"
      this.must(isBlind || isNoBetter(members), "the worse of the pair dies")
    }
    this.alive = this.alive.filter((one) => one !== individual)
  }

  /** What must hold when the run is over. */
  holdEnd(): void {
    this.catchUp()
    this.must(this.state.status === "finished", "the run is finished")
    this.must(
      canonicalJson(this.state.population.list().map((member) => member.individual)) ===
        canonicalJson(this.alive),
      "the population of the fold is the model's"
    )
    this.must(this.alive.length <= this.rules.policy.populationSize, "the population is P at most")
    this.must(this.state.pending.size === 0 && this.births === this.state.cycles, "all C are settled")
    const best = this.state.best
    const counted = [...this.fitnessOf.values()]
    this.must(
      counted.length === 0 ? best === null : best?.fitness === Math.max(...counted),
      "the best is the best that counted"
    )
  }
}
