/**
 * The state of a run: what the fold of its log remembers. It holds the living and those on their way, never
 * the dead, so its size follows the population, not the length of the run.
 */
import { canonicalJson, sha256 } from "./canonical-json.ts"
import type { Sampled } from "./controller.ts"
import { type ControllerState, untaughtController } from "./controller-state.ts"
import { emptyLineage, type LineageDigest } from "./lineage-digest.ts"
import { type Member, Population } from "./population.ts"
import type { RunConfig } from "./run-config.ts"
import type { Duel, Situation } from "./situation.ts"
import type { Genome } from "./space.ts"

/** An individual that is born and whose fitness has not counted yet. */
export interface Pending {
  readonly individual: number
  readonly genome: Genome
  readonly trainingSeed: number
  readonly bornSeq: number
  /** Whom its parent's tournament had drawn; nobody for a random one, and where the policy has no use for it. */
  readonly sample: readonly number[]
  /** What a controller decided to make it; null for all others. */
  readonly sampled: Sampled | null
  /** The content name of the weights that it begins with, where it inherits some. */
  inherits?: string
  /** Evaluations that failed by themselves, and trainers lost during one. */
  failures: number
  losses: number
  /** Who evaluates it now, under which lease (a sequence number); null when nobody does. */
  lease: { readonly seq: number; readonly trainer: string } | null
  /** Its fitness, once recorded; under the deterministic schedule it may have to wait for its turn to count. */
  fitness: number | null
  /** The measures that the policy minimises, and the content name of its weights: known with its fitness. */
  costs: readonly number[]
  weights?: string
}

export interface Best {
  readonly individual: number
  readonly fitness: number
  readonly genome: Genome
  readonly trainingSeed: number
  readonly inherits?: string
}

export type RunStatus = "new" | "running" | "stopped" | "finished"

export interface RunState {
  /** The sequence number of the last event folded; 0 before the first. */
  seq: number
  status: RunStatus
  config: RunConfig | null
  /** How many evaluations go on at once since the last start or resume, and C as it stands now. */
  trainers: number
  cycles: number
  births: number
  /** Fitness values recorded; fitness values that count; individuals that died without one. */
  evaluations: number
  counted: number
  infertile: number
  /** Evaluations that failed or were lost; results refused; deaths of any cause. */
  failures: number
  refusals: number
  deaths: number
  readonly population: Population
  readonly pending: Map<number, Pending>
  /** Pending individuals with a failure or a loss behind them, so that nobody has to search for them. */
  readonly troubled: Set<number>
  /** The best fitness that ever counted, and the newest individual to join. */
  best: Best | null
  newest: number | null
  newestSample: readonly number[]
  /** A pair has been compared and its loser has died, and the winner's child is not born yet. */
  duel: Duel | null
  controller: ControllerState
  tested: { readonly individual: number; readonly measures: Readonly<Record<string, number>> } | null
  readonly lineage: LineageDigest
}

export const initialState = (): RunState => ({
  seq: 0,
  status: "new",
  config: null,
  trainers: 0,
  cycles: 0,
  births: 0,
  evaluations: 0,
  counted: 0,
  infertile: 0,
  failures: 0,
  refusals: 0,
  deaths: 0,
  population: new Population([]),
  pending: new Map(),
  troubled: new Set(),
  best: null,
  newest: null,
  newestSample: [],
  duel: null,
  controller: untaughtController(),
  tested: null,
  lineage: emptyLineage()
})

/** The state as plain JSON, for snapshots and for its hash. */
export interface StateRecord extends Omit<RunState, "population" | "pending" | "troubled"> {
  readonly population: readonly Member[]
  readonly pending: readonly Pending[]
}

export const toRecord = (state: RunState): StateRecord => {
  const { troubled: _troubled, ...rest } = state
  return { ...rest, population: state.population.list(), pending: [...state.pending.values()] }
}

export const fromRecord = (record: StateRecord): RunState => ({
  ...record,
  population: new Population(record.population),
  pending: new Map(record.pending.map((pending) => [pending.individual, { ...pending }])),
  troubled: new Set(
    record.pending
      .filter((pending) => pending.failures + pending.losses > 0)
      .map((pending) => pending.individual)
  )
})

/** SHA-256 of the whole folded state: two folds of one log agree exactly when their hashes do. */
export const stateHash = (state: RunState): string => sha256(canonicalJson(toRecord(state)))

/** The config of a run that has started. */
export const configOf = (state: RunState): RunConfig => {
  if (state.config === null) throw new Error("the run has no RunStarted event yet, so it has no config")
  return state.config
}

/** Whether an individual has failed, or cost trainers, too often to be tried again: it will die of it in its turn. */
export const isInfertile = (state: RunState, { failures, losses }: Pending): boolean => {
  const { failuresMax, lossesMax } = configOf(state).limits
  return failures >= failuresMax || losses >= lossesMax
}

/** Whether an individual needs a trainer: it has no fitness, nobody evaluates it, and it is worth trying. */
export const needsEvaluation = (state: RunState, pending: Pending): boolean =>
  pending.fitness === null && pending.lease === null && !isInfertile(state, pending)

/** The state as a policy sees it. */
export const situationOf = (state: RunState): Situation => ({
  population: state.population,
  births: state.births,
  onTheirWay: state.births - settled(state),
  counted: state.counted,
  deaths: state.deaths,
  newest: state.newest,
  newestSample: state.newestSample,
  duel: state.duel,
  controller: state.controller
})

/** How many individuals are settled: their fitness counts, or they are known to be infertile. */
export const settled = (state: RunState): number => state.counted + state.infertile
