/**
 * A published comparison on NAS-Bench-101: 150 evaluations, P = 50, S = 10, on the noise-free table, 100 runs, by the
 * test error of the best cell seen (in percent, mean ± standard deviation of the runs).
 *
 * Which of the published mutations was used is not known. The notebook's own (each gene by itself, invalid cells drawn
 * again, nine edges after pruning, tournaments without replacement) gives the figures of aging; with replacement, or
 * with one gene at a time (6.14 ± 0.24 in 500 runs), they would be as likely. Keeping invalid cells whose edges are
 * counted before pruning gives 6.38, and is ruled out.
 */
import { mean, standardDeviation } from "../../src/analysis/statistics/moments.ts"
import type { PolicyConfig } from "../../src/domain/policies/config.ts"
import { makePolicy } from "../../src/domain/policies/registry.ts"
import type { RunConfig } from "../../src/domain/run-config.ts"
import type { Genome } from "../../src/domain/space.ts"
import type { NasBench101Config } from "../../src/spaces/nas-bench-101/config.ts"
import { makeSpace } from "../../src/spaces/registry.ts"
import { nasBench101Results } from "../../src/trainers/table/nas-bench-101.ts"
import type { Section } from "./finding.ts"
import { sequentialRun } from "./sequential-run.ts"

export const SEARCH_RUNS = 100
const EVALUATIONS = 150
const POPULATION = 50

/** The rules of the authors' notebook. */
export const NOTEBOOK_RULES = {
  kind: "nas-bench-101",
  mutation: "per-gene",
  edgeLimit: "after-pruning",
  invalid: "redraw"
} as const satisfies NasBench101Config

export interface SearchFigures {
  readonly mean: number
  readonly deviation: number
}

export const PUBLISHED = {
  random: { mean: 6.348, deviation: 0.139 },
  aging: { mean: 6.136, deviation: 0.202 }
} as const satisfies Readonly<Record<string, SearchFigures>>

const POLICIES: Readonly<Record<keyof typeof PUBLISHED, PolicyConfig>> = {
  aging: {
    kind: "aging",
    populationSize: POPULATION,
    sampleSize: 10,
    replacement: false,
    identityProbability: 0
  },
  random: { kind: "random", populationSize: POPULATION }
}

/** Test errors in percent of the best of 100 runs, the first with this seed. */
export const searchFigures = (
  spaceConfig: NasBench101Config,
  kind: keyof typeof PUBLISHED,
  firstSeed: number
): SearchFigures => {
  const space = makeSpace(spaceConfig)
  const results = nasBench101Results(spaceConfig)
  const evaluate = (genome: Genome) => ({ fitness: results(genome)?.accuracies[0] ?? 0, measures: {} })
  const policy = POLICIES[kind]
  const errors = Array.from({ length: SEARCH_RUNS }, (_, run) => {
    const seed = firstSeed + run
    const config: RunConfig = {
      name: "nas-bench-101",
      seed,
      cycles: EVALUATIONS,
      policy,
      schedule: "arrival",
      window: 1,
      trainers: 1,
      space: spaceConfig,
      evaluator: { kind: "table" },
      limits: { failuresMax: 1, lossesMax: 1, leaseMs: 1000, heartbeatMs: 100 }
    }
    const rules = { seed, space, policy: makePolicy(policy, { seed, space }) }
    return 100 * (1 - (sequentialRun({ config, evaluate, rules }).best?.fitness ?? 0))
  })
  return { mean: mean(errors), deviation: standardDeviation(errors) ?? 0 }
}

/** How many standard errors lie between two means of 100 runs. */
export const meanDistance = (ours: SearchFigures, published: SearchFigures): number =>
  (Math.abs(ours.mean - published.mean) / Math.hypot(ours.deviation, published.deviation)) *
  Math.sqrt(SEARCH_RUNS)

/** The same of two deviations: the logarithm of one has the standard error 1/√(2(n − 1)). */
export const deviationDistance = (ours: SearchFigures, published: SearchFigures): number =>
  Math.abs(Math.log(ours.deviation / published.deviation)) / Math.sqrt(1 / (SEARCH_RUNS - 1))

/** Two-sided, error probability 0.001 each. */
export const DISTANCE_MAX = 3.29

const FIRST_SEED = 1001

export const nasBench101Section = (): Section => ({
  title: "NAS-Bench-101: 150 evaluations",
  how: `P = 50, S = 10, the noise-free table, the notebook's mutation, ${SEARCH_RUNS} runs from seed ${FIRST_SEED}; test error in percent, mean ± standard deviation of the runs. A figure holds within ${DISTANCE_MAX} standard errors of the difference (error probability 0.001).`,
  findings: (["random", "aging"] as const).map((kind) => {
    const seen = searchFigures(NOTEBOOK_RULES, kind, FIRST_SEED)
    const published = PUBLISHED[kind]
    const text = ({ deviation, mean: centre }: SearchFigures): string =>
      `${centre.toFixed(3)} ± ${deviation.toFixed(3)}`
    const holds =
      meanDistance(seen, published) < DISTANCE_MAX && deviationDistance(seen, published) < DISTANCE_MAX
    return { what: kind, published: text(published), seen: text(seen), holds }
  })
})
