/**
 * The controlled comparison of any set of runs: what `cambrian compare` answers, with everything that a reader has to
 * know of it in sentences. Runs are read one after another, and of each only a bounded history is kept.
 */
import { Effect } from "effect"
import { contentHash } from "../../domain/canonical-json.ts"
import type { EventLogShape, LogCorrupt, LogUnavailable, RunEntry } from "../../log/event-log.ts"
import { CONFIDENCE } from "../statistics/confidence-band.ts"
import { groupByConfig, type ScenarioRuns } from "./grouping.ts"
import { type RunHistory, runHistory } from "./run-history.ts"
import { compareScenario, type ScenarioComparison } from "./scenario-comparison.ts"

/** A run to compare, with the place that an experiment gives it; without one, its config decides. */
export interface ComparedRun {
  readonly entry: Pick<RunEntry, "run" | "name">
  readonly place?: { readonly scenario: string; readonly arm: string } | undefined
}

export interface Comparison {
  readonly scenarios: readonly ScenarioComparison[]
  /** What a reader has to know, in sentences: what is not finished, what cannot be tested, what else differs. */
  readonly notes: readonly string[]
  readonly runs: number
  /** Models evaluated in all runs together. */
  readonly evaluations: number
  readonly confidence: number
  /** Versions of the program that the runs were started by. */
  readonly engines: readonly string[]
}

export const compareRuns = (
  log: EventLogShape,
  runs: readonly ComparedRun[]
): Effect.Effect<Comparison, LogUnavailable | LogCorrupt> =>
  Effect.gen(function* () {
    const read = yield* Effect.forEach(runs, ({ entry, place }) =>
      Effect.map(runHistory(log, entry), (history) => ({ entry, place, history }))
    )
    const known = read.flatMap(({ history, place }) =>
      history === undefined || history.models === 0 ? [] : [{ history, place }]
    )
    const empty = read.flatMap(({ entry, history }) =>
      history === undefined || history.models === 0 ? [entry.name] : []
    )
    const histories = known.map(({ history }) => history)
    const groups = groupsOf(known)
    const scenarios = groups.map(compareScenario)
    return {
      scenarios,
      notes: [
        ...emptyNotes(empty),
        ...statusNotes(histories),
        ...scenarios.flatMap(scenarioNotes),
        ...groups.flatMap(spaceNotes)
      ],
      runs: histories.length,
      evaluations: histories.reduce((sum, { models }) => sum + models, 0),
      confidence: CONFIDENCE,
      engines: [...new Set(histories.map(({ engine }) => engine))]
    }
  })

type Placed = Pick<ComparedRun, "place"> & { readonly history: RunHistory }

/** As the experiment says, in its order, or else by configs. */
const groupsOf = (known: readonly Placed[]): readonly ScenarioRuns[] => {
  const placed = known.flatMap(({ history, place }) => (place === undefined ? [] : [{ history, place }]))
  if (placed.length < known.length || known.length === 0)
    return groupByConfig(known.map(({ history }) => history))
  return [...Map.groupBy(placed, ({ place }) => place.scenario)].map(([label, members]) => ({
    label,
    arms: [...Map.groupBy(members, ({ place }) => place.arm)].map(([arm, own]) => ({
      label: arm,
      histories: own.map(({ history }) => history)
    }))
  }))
}

const NAMES_MAX = 3

/** Some names in full, the others as a number. */
const listed = (names: readonly string[]): string => {
  const shown = names.slice(0, NAMES_MAX).join(", ")
  return names.length > NAMES_MAX ? `${shown} and ${names.length - NAMES_MAX} more` : shown
}

const emptyNotes = (names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`left out, since nothing has been evaluated in them yet: ${listed(names)}`]

const statusNotes = (histories: readonly RunHistory[]): string[] =>
  (["running", "stopped", "crashed"] as const).flatMap((status) => {
    const names = histories.filter((history) => history.status === status).map(({ name }) => name)
    if (names.length === 0) return []
    const advice = status === "running" ? "the figures will change" : "resume them for the rest"
    return [`not finished but ${status}: ${listed(names)}; ${advice}`]
  })

const alone = (arms: number): string =>
  arms === 1
    ? "has one run, so there is no band and no test for it"
    : "have one run each, so there is no band and no test for them"

const scenarioNotes = ({ label, arms, fitnessMeasure, models }: ScenarioComparison): string[] => {
  const where = label === "" ? "" : `${label}: `
  const single = arms.filter(({ runs }) => runs.length < 2).map((arm) => arm.label)
  const longer = arms.some(({ runs }) => runs.some((run) => run.models > models))
  const untested = arms.filter(({ final }) => final.test === null).map((arm) => arm.label)
  return [
    ...(single.length === 0 ? [] : [`${where}${listed(single)} ${alone(single.length)}; run more seeds`]),
    ...(longer
      ? [
          `${where}the runs are of different length, and are compared at ${models} models, which all of them have reached`
        ]
      : []),
    ...(untested.length === 0
      ? []
      : [
          `${where}no test accuracy is known of every best model of ${listed(untested)}, so only ${fitnessMeasure ?? "the fitness"} is compared there`
        ])
  ]
}

const spaceNotes = ({ label, arms }: ScenarioRuns): string[] => {
  const histories = arms.flatMap((arm) => arm.histories)
  const differing = (["space", "evaluator"] as const).filter(
    (part) => new Set(histories.map(({ config }) => contentHash(config[part]))).size > 1
  )
  if (differing.length === 0) return []
  const where = label === "" ? "" : `${label}: `
  return [
    `${where}the runs differ in their ${differing.join(" and ")}, so this compares problems as much as algorithms`
  ]
}
