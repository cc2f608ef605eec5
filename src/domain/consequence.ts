/**
 * What must follow from a state, by the rules alone: a fitness counts, someone dies, someone is born, the run
 * is finished. The engine asks for one consequence after another until there is none; a verification asks the
 * same questions of the same states and must read the same answers in the log.
 */

import type { Rules } from "./breeding.ts"
import type { EventOf } from "./event.ts"
import type { Death } from "./policy.ts"
import { randomStream } from "./random-stream.ts"
import { configOf, isInfertile, type RunState, settled, situationOf } from "./run-state.ts"

export type Consequence =
  | EventOf<"FitnessCounted">
  | EventOf<"IndividualDied">
  | EventOf<"ControllerUpdated">
  | EventOf<"RunFinished">
  /** A child is due; who its parent is and how it differs is for breeding to say. */
  | { readonly kind: "BirthDue"; readonly individual: number }

/** The next consequence of a running run, or undefined when it waits for the outside. */
export const consequenceOf = (state: RunState, rules: Rules): Consequence | undefined =>
  state.status !== "running"
    ? undefined
    : (death(state, rules) ??
      rules.policy.learning?.update(state.controller) ??
      birth(state, rules) ??
      settlement(state) ??
      finish(state))

/**
 * Settlement comes after births: were all that wait counted at once, the next child's parents would depend on how
 * many results happened to be there. One counts, one dies, one is born; then the next may count.
 *
 * Deterministic: the first individual in birth order that is not settled. Arrival: whoever has failed too
 * often.
 */
const settlement = (state: RunState): Consequence | undefined => {
  if (configOf(state).schedule === "deterministic") {
    const next = settled(state)
    const pending = state.pending.get(next)
    if (pending?.fitness != null) return { individual: next, kind: "FitnessCounted" }
    return infertility(state, next)
  }
  for (const individual of state.troubled) {
    const dead = infertility(state, individual)
    if (dead !== undefined) return dead
  }
  return undefined
}

const infertility = (state: RunState, individual: number): EventOf<"IndividualDied"> | undefined => {
  const pending = state.pending.get(individual)
  return pending !== undefined && isInfertile(state, pending)
    ? { cause: "infertile", displacedBy: null, individual, kind: "IndividualDied" }
    : undefined
}

const death = (state: RunState, { policy, seed }: Rules): Consequence | undefined => {
  if (policy.afterJoining === undefined || state.newest === null) return undefined
  const dying = policy.afterJoining(situationOf(state), randomStream(seed, "survive", state.deaths))
  return dying === undefined ? undefined : died(dying, state.newest)
}

const died = (
  { cause, individual, tournament }: Death,
  displacedBy: number | null
): EventOf<"IndividualDied"> => ({
  cause,
  displacedBy,
  individual,
  kind: "IndividualDied",
  ...(tournament === undefined ? {} : { tournament })
})

const birth = (state: RunState, { policy, seed }: Rules): Consequence | undefined => {
  const config = configOf(state)
  const onTheirWayMax = config.schedule === "deterministic" ? config.window : state.trainers
  if (state.births >= state.cycles || state.births - settled(state) >= onTheirWayMax) return undefined
  if (policy.beforeBirth !== undefined) {
    const dying = policy.beforeBirth(situationOf(state), randomStream(seed, "survive", state.deaths))
    if (dying !== undefined) return died(dying, null)
  }
  return policy.mayBreed === undefined || policy.mayBreed(situationOf(state))
    ? { kind: "BirthDue", individual: state.births }
    : undefined
}

const finish = (state: RunState): Consequence | undefined =>
  state.births >= state.cycles && settled(state) === state.births
    ? {
        kind: "RunFinished",
        best: state.best === null ? null : { individual: state.best.individual, fitness: state.best.fitness }
      }
    : undefined
