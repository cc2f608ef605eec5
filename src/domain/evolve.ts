/**
 * `evolve(state, event) → state`: the fold that turns a log into a run. It applies what happened and decides
 * nothing: no rule, no clock, no chance.
 *
 * The state passes through the fold like a baton: it is changed in place and handed back, because copying a
 * population for each of a million events would cost more than reading them. Keep only the state returned.
 */

import type { Sampled } from "./controller.ts"
import type { Event, EventOf } from "./event.ts"
import { digestBirth, digestDeath, digestFitness } from "./lineage-digest.ts"
import { configOf, type Pending, type RunState } from "./run-state.ts"
import type { Duel } from "./situation.ts"

export const evolve = (state: RunState, event: Event): RunState => {
  state.seq++
  switch (event.kind) {
    case "RunStarted":
      return start(state, event)
    case "RunResumed":
      return resume(state, event)
    case "RunStopped":
      state.status = "stopped"
      return state
    case "RunFinished":
      state.status = "finished"
      return state
    case "IndividualBorn":
      return bear(state, event)
    case "EvaluationStarted":
      pendingOf(state, event.individual).lease = { seq: state.seq, trainer: event.trainer }
      return state
    case "EvaluationRecorded":
      return record(state, event)
    case "EvaluationFailed":
      return fail(state, event)
    case "EvaluationRefused":
      state.refusals++
      return state
    case "FitnessCounted":
      return count(state, event.individual)
    case "IndividualDied":
      return die(state, event)
    case "ControllerUpdated":
      return learn(state, event)
    case "IndividualTested":
      state.tested = { individual: event.individual, measures: event.measures }
      return state
    case "IndividualReevaluated":
      return state
  }
}

/** Shared by the many who have none, so that a fold does not make a list for each of them. */
const NOBODY: readonly number[] = []
const NO_COSTS: readonly number[] = []

const pendingOf = (state: RunState, individual: number): Pending => {
  const pending = state.pending.get(individual)
  if (pending === undefined) {
    throw new Error(
      `event ${state.seq} speaks of individual ${individual} as if it were being evaluated, and it is not`
    )
  }
  return pending
}

const start = (state: RunState, event: EventOf<"RunStarted">): RunState => {
  state.status = "running"
  state.config = event.config
  state.trainers = event.config.trainers
  state.cycles = event.config.cycles
  return state
}

const resume = (state: RunState, event: EventOf<"RunResumed">): RunState => {
  state.status = "running"
  state.trainers = event.trainers
  state.cycles = event.cycles
  for (const pending of state.pending.values()) pending.lease = null
  return state
}

const bear = (state: RunState, event: EventOf<"IndividualBorn">): RunState => {
  state.births++
  const pending: Pending = {
    individual: event.individual,
    genome: event.genome,
    trainingSeed: event.trainingSeed,
    bornSeq: state.seq,
    sample: sampleIn(state, event),
    sampled: sampledIn(event),
    failures: 0,
    losses: 0,
    lease: null,
    fitness: null,
    costs: NO_COSTS
  }
  if (event.inherits !== undefined) pending.inherits = event.inherits
  state.pending.set(event.individual, pending)
  state.duel = null
  digestBirth(state.lineage, event)
  return state
}

/** Kept for the policies that ask for it: those that may kill one of the sample, and those that nobody here knows. */
const sampleIn = (state: RunState, { tournament }: EventOf<"IndividualBorn">): readonly number[] => {
  const { kind } = configOf(state).policy
  return tournament !== null && (kind === "non-aging" || kind === "module") ? tournament.members : NOBODY
}

/** What a controller decided stands in the birth as its change. */
const sampledIn = ({ change, operator }: EventOf<"IndividualBorn">): Sampled | null => {
  if (operator !== "sample") return null
  const { decisions, logProbability } = change
  return Array.isArray(decisions) && typeof logProbability === "number"
    ? { decisions: decisions.map(Number), logProbability }
    : null
}

const record = (state: RunState, event: EventOf<"EvaluationRecorded">): RunState => {
  const pending = pendingOf(state, event.individual)
  state.evaluations++
  pending.fitness = event.fitness
  pending.costs = costsIn(state, event)
  if (event.weights !== undefined) pending.weights = event.weights
  pending.lease = null
  return configOf(state).schedule === "arrival" ? count(state, event.individual) : state
}

const costsIn = (state: RunState, { measures }: EventOf<"EvaluationRecorded">): readonly number[] => {
  const { policy } = configOf(state)
  return policy.kind === "non-dominated" ? policy.minimise.map((name) => measures[name] ?? 0) : NO_COSTS
}

const fail = (state: RunState, event: EventOf<"EvaluationFailed">): RunState => {
  const pending = pendingOf(state, event.individual)
  state.failures++
  state.troubled.add(event.individual)
  pending.lease = null
  if (event.failure === "error") pending.failures++
  else pending.losses++
  return state
}

/** The individual's fitness counts from here on: it joins the population at the right. */
const count = (state: RunState, individual: number): RunState => {
  const { fitness, genome, bornSeq, costs, inherits, sample, sampled, trainingSeed, weights } = pendingOf(
    state,
    individual
  )
  if (fitness === null)
    throw new Error(`event ${state.seq} counts individual ${individual}, which has no fitness`)
  state.pending.delete(individual)
  state.troubled.delete(individual)
  state.counted++
  const joinedAt = state.counted
  state.population.join(
    weights === undefined
      ? { individual, genome, fitness, bornSeq, joinedAt, costs }
      : { individual, genome, fitness, bornSeq, joinedAt, costs, weights }
  )
  state.newest = individual
  state.newestSample = sample
  if (sampled !== null) {
    const { batch } = state.controller
    state.controller = { ...state.controller, batch: [...batch, { ...sampled, individual, fitness }] }
  }
  if (state.best === null || fitness > state.best.fitness) {
    state.best = {
      individual,
      fitness,
      genome,
      trainingSeed,
      ...(inherits === undefined ? {} : { inherits })
    }
    // A run that is extended may find a better one, which has a test of its own to come.
    state.tested = null
  }
  digestFitness(state.lineage, individual, fitness)
  return state
}

const die = (state: RunState, event: EventOf<"IndividualDied">): RunState => {
  state.deaths++
  if (event.cause === "infertile") {
    pendingOf(state, event.individual)
    state.pending.delete(event.individual)
    state.troubled.delete(event.individual)
    state.infertile++
  } else {
    const { individual, tournament } = event
    state.population.remove(individual)
    if (tournament !== undefined) state.duel = duelOf(individual, tournament)
  }
  digestDeath(state.lineage, event)
  return state
}

const duelOf = (
  loser: number,
  { fitness, members }: NonNullable<EventOf<"IndividualDied">["tournament"]>
): Duel => ({ winner: members.find((member) => member !== loser) ?? loser, members, fitness })

const learn = (state: RunState, event: EventOf<"ControllerUpdated">): RunState => {
  const { baseline, parameters, parametersHash, update } = event
  state.controller = { updates: update, baseline, parametersHash, parameters, batch: [] }
  return state
}
