/** Fields that are right each by itself and cannot stand together. */
import { measuredBy } from "../trainers/measured.ts"
import { compatible } from "../trainers/registry.ts"
import { trainingProblem } from "../trainers/tfjs/config-problem.ts"
import type { ConfigOutput } from "./config-schema.ts"

/** Stands for the newest run wherever a run is to be named. */
export const NEWEST = "last"

/** What no single field can say. */
export const contradiction = (config: ConfigOutput): string | undefined => {
  if (config.name === NEWEST) {
    return `config field name: “${NEWEST}” means the newest run, so no run can have it for a name; give another with --name`
  }
  const { populationSize } = config.policy
  if (
    config.schedule === "deterministic" &&
    config.window !== undefined &&
    config.window > windowMax(populationSize)
  ) {
    return `config field window: the window (${config.window}) must be smaller than the population (P = ${populationSize}), since individuals on their way cannot be selected`
  }
  const { heartbeatMs, leaseMs } = config.limits
  if (heartbeatMs >= leaseMs) {
    return `config field limits.heartbeatMs: a trainer that says every ${heartbeatMs} ms that it is alive would lose its lease after limits.leaseMs = ${leaseMs} ms of silence; make the lease several heartbeats long`
  }
  return (
    policyContradiction(config.policy) ??
    compatible(config.evaluator, config.space) ??
    (config.evaluator.kind === "tfjs" ? trainingProblem(config.evaluator, config.schedule) : undefined) ??
    unmeasured(config)
  )
}

/** Every evaluation would fail for want of it. */
const unmeasured = ({ evaluator, policy, space }: ConfigOutput): string | undefined => {
  const measured = measuredBy(evaluator, space)
  if (policy.kind !== "non-dominated" || measured === undefined) return undefined
  const missing = policy.minimise.find((name) => !measured.includes(name))
  return missing === undefined
    ? undefined
    : `config field policy.minimise: the evaluator ${evaluator.kind} measures ${measured.join(", ") || "nothing"} of the space ${space.kind}, and not “${missing}”`
}

const policyContradiction = (policy: ConfigOutput["policy"]): string | undefined => {
  const { populationSize } = policy
  if ("sampleSize" in policy && !policy.replacement && policy.sampleSize > populationSize) {
    return `config field policy.sampleSize: a tournament without replacement cannot draw S = ${policy.sampleSize} members from a population of P = ${populationSize}; lower S or set policy.replacement to true`
  }
  if (policy.kind === "large-scale" && (policy.initialSize ?? 0) > populationSize) {
    return `config field policy.initialSize: a run cannot begin with ${policy.initialSize} individuals where the set-point is P = ${populationSize}; lower it, or raise policy.populationSize`
  }
  if (policy.kind === "reinforce" && policy.controller !== "lstm" && policy.clip !== undefined) {
    return "config field policy.clip: only the controller lstm clips its updates; leave it out"
  }
  return undefined
}

/** A population of one has nobody to spare, but a window of one is the sequential algorithm. */
export const windowMax = (populationSize: number): number => Math.max(1, populationSize - 1)
