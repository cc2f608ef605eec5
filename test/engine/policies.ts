/** A config of every policy, small enough for the toy. */
import type { PolicyConfig } from "../../src/domain/policies/config.ts"

const breeding = { populationSize: 20, sampleSize: 5, replacement: true, identityProbability: 0.05 }

export const POLICIES = {
  aging: { kind: "aging", ...breeding },
  "aging with crossover": { kind: "aging", ...breeding, crossoverProbability: 0.5 },
  "non-aging, worst of the sample": { kind: "non-aging", ...breeding, kill: "worst-of-sample" },
  "non-aging, worst of all": { kind: "non-aging", ...breeding, kill: "worst-of-all" },
  "large-scale": { kind: "large-scale", populationSize: 20, identityProbability: 0, selection: "better" },
  random: { kind: "random", populationSize: 20 },
  reinforce: { kind: "reinforce", controller: "categorical", populationSize: 20 },
  "non-dominated": { kind: "non-dominated", ...breeding, minimise: ["true"] }
} as const satisfies Readonly<Record<string, PolicyConfig>>
