/**
 * What is true of every state that a sound log folds to. Tests and simulations check it after every event; a
 * running engine can (`checked`). Each breach is a bug of ours, so it throws.
 */
import { configOf, type RunState, settled } from "./run-state.ts"

const must = (holds: boolean, state: RunState, what: string): void => {
  if (!holds) throw new Error(`after event ${state.seq} it is not true that ${what}`)
}

export const checkInvariants = (state: RunState): void => {
  if (state.config === null) {
    must(state.births === 0, state, "nobody is born before the run starts")
    return
  }
  checkCounts(state)
  checkPopulation(state)
  checkPending(state)
}

const checkCounts = (state: RunState): void => {
  must(state.births <= state.cycles, state, "no more than C individuals are born")
  must(state.births === settled(state) + state.pending.size, state, "everyone born is settled or pending")
  must(state.counted <= state.evaluations, state, "only a recorded fitness counts")
  must(
    state.population.size + state.deaths === settled(state),
    state,
    "everyone settled is alive in the population or dead"
  )
}

const checkPopulation = (state: RunState): void => {
  const { populationSize } = configOf(state).policy
  // One over P is the moment between a newcomer's joining and the death that follows from it.
  must(
    state.population.size <= populationSize + 1,
    state,
    `the population is at most P = ${populationSize} and one newcomer`
  )
  let before = 0
  const seen = new Set<number>()
  for (const member of state.population.list()) {
    must(member.joinedAt > before, state, "the population is in the order of joining")
    must(!seen.has(member.individual), state, `individual ${member.individual} is in the population once`)
    must(
      !state.pending.has(member.individual),
      state,
      `individual ${member.individual} is not both alive and pending`
    )
    must(Number.isFinite(member.fitness), state, `individual ${member.individual} has a finite fitness`)
    before = member.joinedAt
    seen.add(member.individual)
  }
  must(before <= state.counted, state, "nobody joined after the last that counted")
}

const checkPending = (state: RunState): void => {
  const config = configOf(state)
  // Under the arrival schedule a resumption with fewer trainers may find more on their way than there are now.
  must(
    config.schedule === "arrival" || state.pending.size <= config.window,
    state,
    `at most ${config.window} individuals are on their way`
  )
  must(state.status !== "finished" || state.pending.size === 0, state, "a finished run has settled everyone")
  for (const [individual, pending] of state.pending) {
    must(
      individual === pending.individual && individual < state.births,
      state,
      `pending individual ${individual} was born`
    )
    must(
      pending.lease === null || pending.lease.seq <= state.seq,
      state,
      `the lease of ${individual} is in the past`
    )
    must(
      pending.fitness === null || (pending.lease === null && Number.isFinite(pending.fitness)),
      state,
      `individual ${individual} has a finite fitness and is not evaluated any more`
    )
    must(
      pending.failures + pending.losses > 0 === state.troubled.has(individual),
      state,
      `individual ${individual} is known as troubled exactly when it is`
    )
  }
}
