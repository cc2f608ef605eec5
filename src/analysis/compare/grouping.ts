/**
 * Which runs belong together. An arm: runs whose configs differ in nothing but seed, name and number of trainers. A
 * scenario: arms that search the same space with the same evaluator, so that only what differs is compared.
 */
import { contentHash, type Json } from "../../domain/canonical-json.ts"
import type { RunConfig } from "../../domain/run-config.ts"
import { labelsOf } from "./labels.ts"
import type { RunHistory } from "./run-history.ts"

export interface ArmRuns {
  readonly label: string
  readonly histories: readonly RunHistory[]
}

export interface ScenarioRuns {
  readonly label: string
  readonly arms: readonly ArmRuns[]
}

/** A config without what may differ within an arm. */
export type ArmConfig = Omit<RunConfig, "name" | "seed" | "trainers">

export const armConfigOf = ({ name: _name, seed: _seed, trainers: _trainers, ...config }: RunConfig) => config

/**
 * Groups runs by their configs. Where the runs search several spaces (or are measured by several evaluators), each
 * is a scenario of its own if it has something to compare; otherwise all are compared with one another.
 */
export const groupByConfig = (histories: readonly RunHistory[]): readonly ScenarioRuns[] => {
  const places = partsBy(histories, ({ config: { space, evaluator } }) => ({ space, evaluator }))
  const scenarios = places.map((place) => ({
    place,
    arms: armsOf(place, ({ space, evaluator, ...rest }) => rest)
  }))
  if (places.length > 1 && scenarios.some(({ arms }) => arms.length < 2))
    return [{ label: "", arms: armsOf(histories, (config) => config) }]
  const labels = labelsOf(places.map((place) => asJson(placeOf(place[0]))))
  return scenarios.map(({ arms }, index) => ({ label: labels[index] ?? "", arms }))
}

const placeOf = (history: RunHistory | undefined) =>
  history === undefined ? null : { space: history.config.space, evaluator: history.config.evaluator }

const armsOf = (
  histories: readonly RunHistory[],
  tellingPart: (config: ArmConfig) => unknown
): readonly ArmRuns[] => {
  const arms = partsBy(histories, ({ config }) => armConfigOf(config))
  const labels = labelsOf(
    arms.map(([first]) => (first === undefined ? null : asJson(tellingPart(armConfigOf(first.config)))))
  )
  return arms.map((members, index) => ({
    label: labels[index] || (members[0]?.config.policy.kind ?? ""),
    histories: members.toSorted((a, b) => a.config.seed - b.config.seed)
  }))
}

const partsBy = (
  histories: readonly RunHistory[],
  key: (history: RunHistory) => unknown
): readonly (readonly RunHistory[])[] => [
  ...Map.groupBy(histories, (history) => contentHash(key(history))).values()
]

/** A config was read from JSON, or is what will be written as JSON. */
const asJson = (config: unknown): Json => JSON.parse(JSON.stringify(config))
