/**
 * A run without an engine: the domain's own rules in the plain loop of the papers, one individual after another.
 * It is what the engine does with one trainer (a test compares their lineages), without its log, fibers and disk,
 * so that thousands of runs take minutes.
 */
import { chooseParent, makeChild, type Rules } from "../../src/domain/breeding.ts"
import { consequenceOf } from "../../src/domain/consequence.ts"
import { evolve } from "../../src/domain/evolve.ts"
import type { RunConfig } from "../../src/domain/run-config.ts"
import { initialState, type RunState, situationOf } from "../../src/domain/run-state.ts"
import type { Genome } from "../../src/domain/space.ts"

export interface Evaluated {
  readonly fitness: number
  readonly measures: Readonly<Record<string, number>>
}

export interface SequentialRun {
  readonly config: RunConfig
  readonly rules: Rules
  readonly evaluate: (genome: Genome, seed: number) => Evaluated
  /** Told of every individual in turn. */
  readonly onEvaluated?: (evaluated: Evaluated, individual: number) => void
}

/** Runs to the end and gives the last state. */
export const sequentialRun = ({ config, evaluate, onEvaluated, rules }: SequentialRun): RunState => {
  let state = evolve(initialState(), { kind: "RunStarted", config: { ...config, trainers: 1 }, engine: "" })
  while (state.status !== "finished") {
    const due = consequenceOf(state, rules)
    if (due === undefined) throw new Error("a sequential run waits for nobody, and yet nothing follows")
    if (due.kind !== "BirthDue") {
      state = evolve(state, due)
      continue
    }
    const { individual } = due
    const born = makeChild(rules, individual, chooseParent(rules, individual, situationOf(state)))
    state = evolve(state, born)
    const evaluated = evaluate(born.genome, born.trainingSeed)
    onEvaluated?.(evaluated, individual)
    const about = { individual, lease: null, trainer: "trainer-0", device: "inline", durationMs: 0 }
    state = evolve(state, {
      ...about,
      kind: "EvaluationRecorded",
      ...evaluated,
      measures: { ...evaluated.measures }
    })
  }
  return state
}
