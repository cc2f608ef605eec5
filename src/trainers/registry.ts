/**
 * All evaluators by kind. A new one is named here in four places: its config in the union, the spaces that it
 * measures, where it runs unless told otherwise, its case in `makeEvaluator`.
 */
import { Effect } from "effect"
import * as z from "zod"
import { nothingOutside, type Outside } from "../spaces/outside.ts"
import type { SpaceConfig } from "../spaces/registry.ts"
import { commandEvaluatorConfig } from "./command/config.ts"
import { makeCommandEvaluator } from "./command/evaluator.ts"
import type { Evaluator } from "./evaluator.ts"
import { EvaluatorUnavailable } from "./evaluator-unavailable.ts"
import type { Isolation } from "./isolation.ts"
import { moduleEvaluatorConfig } from "./module/config.ts"
import { makeModuleEvaluator } from "./module/evaluator.ts"
import type { Surroundings } from "./surroundings.ts"
import { makeSyntheticEvaluator, syntheticConfig } from "./synthetic.ts"
import { RECORDED_DATASETS, type TableConfig, tableConfig } from "./table/config.ts"
import { makeTableEvaluator, type TabulatedSpace } from "./table/evaluator.ts"
import { tableMisfit } from "./table/misfit.ts"
import { makeUserTableEvaluator } from "./table/user-table.ts"
import { type TfjsConfig, TRAINABLE_SPACES, tfjsConfigSchema } from "./tfjs/config.ts"
import type { TrainableSpace } from "./tfjs/trainable-space.ts"

export const evaluatorConfig = z.discriminatedUnion("kind", [
  syntheticConfig,
  tableConfig,
  tfjsConfigSchema,
  moduleEvaluatorConfig,
  commandEvaluatorConfig
])
export type EvaluatorConfig = z.output<typeof evaluatorConfig>

type EvaluatorKind = EvaluatorConfig["kind"]

/** The kinds of space whose genomes each evaluator measures; a module or a program may measure those of any. */
const MEASURED_SPACES: Readonly<Record<EvaluatorKind, "any" | readonly string[]>> = {
  synthetic: ["bits"],
  table: ["table", ...Object.keys(RECORDED_DATASETS)],
  tfjs: TRAINABLE_SPACES,
  module: "any",
  command: "any"
}

const DEFAULT_ISOLATION: Readonly<Record<EvaluatorKind, Isolation>> = {
  synthetic: "inline",
  table: "inline",
  tfjs: "process",
  module: "process",
  command: "process"
}

/** Why the evaluator cannot measure genomes of the space, in a sentence; `undefined` if it can. */
export const compatible = (evaluator: EvaluatorConfig, space: SpaceConfig): string | undefined => {
  const measured = MEASURED_SPACES[evaluator.kind]
  if (measured !== "any" && !measured.includes(space.kind)) return wrongSpace(evaluator, space, measured)
  return evaluator.kind === "table" ? tableMisfit(evaluator, space) : undefined
}

const wrongSpace = (evaluator: EvaluatorConfig, space: SpaceConfig, measured: readonly string[]): string => {
  const fitting = Object.entries(MEASURED_SPACES).flatMap(([kind, spaces]) =>
    (spaces === "any" ? space.kind === "module" : spaces.includes(space.kind)) ? [kind] : []
  )
  const advice =
    fitting.length === 0 ? "" : `, or the space ${space.kind} with the evaluator ${fitting.join(" or ")}`
  const spaces = new Intl.ListFormat("en", { type: "disjunction" }).format(measured)
  const instead = measured.length === 1 ? `use it with ${spaces}` : "use it with one of these"
  return `the evaluator ${evaluator.kind} measures genomes of the space ${spaces}, not ${space.kind}: ${instead}${advice}`
}

const isTabulated = (space: SpaceConfig): space is TabulatedSpace => space.kind in RECORDED_DATASETS

export const isTrainable = (space: SpaceConfig): space is TrainableSpace =>
  TRAINABLE_SPACES.some((kind) => kind === space.kind)

/** Where an evaluator runs: as its config says, otherwise in a process of its own only if it trains for real. */
export const isolationOf = (evaluator: EvaluatorConfig): Isolation =>
  evaluator.isolation ?? DEFAULT_ISOLATION[evaluator.kind]

/** Whether it measures the best on data that the search never saw, once, when the run is finished. */
export const testsAtTheEnd = (evaluator: EvaluatorConfig): boolean =>
  evaluator.kind === "tfjs" || (evaluator.kind === "command" && evaluator.test)

/**
 * The evaluator that a config describes, for genomes of the space. Real training is loaded only when asked for; it
 * keeps weights in the folder that `surroundings` names.
 */
export const makeEvaluator = (
  evaluator: EvaluatorConfig,
  space: SpaceConfig,
  surroundings: Surroundings = {}
): Effect.Effect<Evaluator, EvaluatorUnavailable> => {
  if (compatible(evaluator, space) !== undefined) return misfit(evaluator, space)
  const { outside = nothingOutside } = surroundings
  switch (evaluator.kind) {
    case "synthetic":
      return Effect.succeed(makeSyntheticEvaluator(evaluator))
    case "table":
      return Effect.try({ try: () => lookUpIn(evaluator, space, outside), catch: unavailable })
    case "tfjs":
      return isTrainable(space) ? makeRealTraining(evaluator, space, surroundings) : misfit(evaluator, space)
    case "module":
      return Effect.tryPromise({ try: () => makeModuleEvaluator(evaluator, outside), catch: unavailable })
    case "command":
      return makeCommandEvaluator(evaluator, space, surroundings)
  }
}

const lookUpIn = (evaluator: TableConfig, space: SpaceConfig, outside: Outside): Evaluator => {
  if (space.kind === "table") return makeUserTableEvaluator(evaluator, space, outside)
  if (isTabulated(space)) return makeTableEvaluator(evaluator, space)
  throw new Error(`there are no recorded results of the space ${space.kind}`)
}

const misfit = (evaluator: EvaluatorConfig, space: SpaceConfig) =>
  Effect.fail(
    new EvaluatorUnavailable({
      reason: compatible(evaluator, space) ?? "the evaluator and the space do not fit"
    })
  )

/** Loads TensorFlow.js only now. */
const makeRealTraining = (
  evaluator: TfjsConfig,
  space: TrainableSpace,
  surroundings: Surroundings
): Effect.Effect<Evaluator, EvaluatorUnavailable> =>
  Effect.tryPromise({ try: () => import("./tfjs/evaluator.ts"), catch: unavailable }).pipe(
    Effect.flatMap(({ makeTfjsEvaluator }) => makeTfjsEvaluator(evaluator, space, surroundings))
  )

const unavailable = (cause: unknown): EvaluatorUnavailable =>
  new EvaluatorUnavailable({ reason: cause instanceof Error ? cause.message : String(cause) })
