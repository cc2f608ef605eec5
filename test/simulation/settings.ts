/**
 * What a seed means: the settings of one simulation, drawn from the seed's own streams. As in swarm testing,
 * a seed switches some kinds of fault off entirely, so that the others come in combinations that a mix of
 * everything would never show.
 */
import type { PolicyConfig, PolicyConfigOf } from "../../src/domain/policies/config.ts"
import { type RandomStream, randomStream } from "../../src/domain/random-stream.ts"
import type { RunConfig } from "../../src/domain/run-config.ts"
import { testConfig } from "../fixtures/run-config.ts"

export const trainerFaults = [
  "late",
  "twice",
  "crash",
  "crash at once",
  "hang",
  "error",
  "no heartbeat",
  "desert",
  "ready twice",
  "defect",
  "zombie",
  "unavailable"
] as const

export const coordinatorFaults = [
  "killed before a commit",
  "killed after a commit",
  "killed between commits",
  "disk full",
  "stopped cleanly",
  "population defect",
  "selector defect",
  "mutator defect",
  "damaged snapshot",
  "rush"
] as const

export type TrainerFault = (typeof trainerFaults)[number]
export type CoordinatorFault = (typeof coordinatorFaults)[number]
export type Fault = TrainerFault | CoordinatorFault

export interface Settings {
  readonly seed: number
  readonly config: RunConfig
  readonly faults: ReadonlySet<Fault>
  /** How many of a hundred assignments meet a fault. */
  readonly faultPercent: number
  /** How many lives of the coordinator end badly before one is left in peace. */
  readonly deaths: number
  readonly trainersMax: number
  /** Beside the leased trainers one inside the coordinator, which needs no lease. */
  readonly inline: boolean
  /** Whether trainers can test the best network at the end. */
  readonly canTest: boolean
  /** Whether some genomes can never be evaluated, whoever tries. */
  readonly sterile: boolean
  /** How long an evaluation takes, in milliseconds of virtual time, at most. */
  readonly evaluationMs: number
  readonly snapshotEvery: number
  readonly mailboxCapacity: number
}

const oneOf = <A>(stream: RandomStream, choices: readonly A[]): A => {
  const choice = choices[stream.below(choices.length)]
  if (choice === undefined) throw new RangeError("nothing to choose from")
  return choice
}

const drawFaults = (seed: number): ReadonlySet<Fault> => {
  const stream = randomStream(seed, "simulation faults", 0)
  // One seed in eight is a fair-weather one: nothing goes wrong, and everything has to be just as right.
  if (stream.below(8) === 0) return new Set()
  return new Set([...trainerFaults, ...coordinatorFaults].filter(() => stream.below(2) === 0))
}

/** Seeds up to here are of aging evolution, those beyond of all policies. */
const AGING_SEED_MAX = 1000

const drawPolicy = (seed: number, aging: PolicyConfigOf<"aging">): PolicyConfig => {
  const { kind: _kind, populationSize, ...rest } = aging
  const stream = randomStream(seed, "simulation policy", 0)
  const breeding = { ...rest, populationSize, crossoverProbability: oneOf(stream, [0, 0.5]) }
  const policies: readonly PolicyConfig[] = [
    { kind: "aging", ...breeding },
    { kind: "non-aging", ...breeding, kill: "worst-of-sample" },
    { kind: "non-aging", ...breeding, kill: "worst-of-all" },
    { kind: "non-dominated", ...breeding, minimise: ["negative"] },
    { kind: "random", populationSize },
    { kind: "reinforce", controller: "categorical", populationSize, batchSize: oneOf(stream, [1, 3]) },
    {
      kind: "large-scale",
      populationSize: Math.max(2, populationSize),
      identityProbability: 0,
      selection: oneOf(stream, ["better", "random"] as const),
      initialSize: oneOf(stream, [1, 2, Math.max(2, populationSize)])
    }
  ]
  return seed <= AGING_SEED_MAX ? aging : oneOf(stream, policies)
}

export const drawSettings = (seed: number): Settings => {
  const stream = randomStream(seed, "simulation settings", 0)
  const faults = drawFaults(seed)
  const schedule = oneOf(stream, ["arrival", "deterministic"] as const)
  const populationSize = oneOf(stream, [1, 2, 3, 5, 10, 20])
  const trainersMax = oneOf(stream, [1, 2, 3, 5, 8])
  // Infertility through bad luck depends on when things happen, so the deterministic schedule rules it out here:
  // there either evaluations fail by chance and are tried again for ever, or some genomes always fail.
  const generous = schedule === "deterministic"
  const sterile = stream.below(3) === 0 && !(generous && faults.has("error"))
  return {
    seed,
    faults,
    sterile,
    trainersMax,
    faultPercent: faults.size === 0 ? 0 : oneOf(stream, [5, 20, 50]),
    deaths: faults.size === 0 ? 0 : stream.below(6),
    inline: stream.below(4) === 0,
    canTest: stream.below(2) === 0,
    evaluationMs: oneOf(stream, [1, 20, 200, 2000]),
    snapshotEvery: oneOf(stream, [7, 40, 100_000]),
    mailboxCapacity: oneOf(stream, [16, 64, 4096]),
    config: testConfig({
      name: `simulation-${seed}`,
      seed: 1 + stream.below(1_000_000),
      schedule,
      cycles: oneOf(stream, [1, 5, 20, 60, 100]),
      window: 1 + stream.below(Math.max(1, Math.min(8, populationSize - 1))),
      trainers: 1 + stream.below(trainersMax),
      policy: drawPolicy(seed, {
        kind: "aging",
        populationSize,
        sampleSize: oneOf(stream, [1, 2, 5, 25]),
        replacement: stream.below(2) === 0,
        identityProbability: oneOf(stream, [0, 0.05, 0.5])
      }),
      limits: {
        failuresMax: generous && faults.has("error") ? 1000 : oneOf(stream, [1, 2, 3]),
        lossesMax: generous ? 1000 : oneOf(stream, [1, 3, 10]),
        leaseMs: oneOf(stream, [50, 500, 5000])
      }
    })
  }
}

/** The settings for people, on a few lines. */
export const describeSettings = ({ config, faults, ...rest }: Settings): string =>
  [
    `${config.schedule}, C = ${config.cycles}, P = ${config.policy.populationSize}, policy ${JSON.stringify(config.policy)}, window ${config.window}, trainers ${config.trainers}`,
    `limits ${JSON.stringify(config.limits)}`,
    `${JSON.stringify(rest)}`,
    `faults: ${faults.size === 0 ? "none" : [...faults].join(", ")}`
  ].join("\n")
