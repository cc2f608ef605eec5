/**
 * All evaluators by kind. A new one is named here in four places: its config in the union, the spaces that it
 * measures, where it runs unless told otherwise, its case in `makeEvaluator`.
 */
import { Effect } from "effect"
import * as z from "zod"
import type { SpaceConfig } from "../spaces/registry.ts"
import type { Evaluator } from "./evaluator.ts"
import { EvaluatorUnavailable } from "./evaluator-unavailable.ts"
import type { Isolation } from "./isolation.ts"
import { makeSyntheticEvaluator, syntheticConfig } from "./synthetic.ts"
import { missingDataset, RECORDED_DATASETS, tableConfig } from "./table/config.ts"
import { makeTableEvaluator, type TabulatedSpace } from "./table/evaluator.ts"
import { type TfjsConfig, TRAINABLE_SPACES, tfjsConfigSchema } from "./tfjs/config.ts"
import type { TrainableSpace } from "./tfjs/trainable-space.ts"

export const evaluatorConfig = z.discriminatedUnion("kind", [syntheticConfig, tableConfig, tfjsConfigSchema])
export type EvaluatorConfig = z.output<typeof evaluatorConfig>

type EvaluatorKind = EvaluatorConfig["kind"]

/** The kinds of space whose genomes each evaluator measures. */
const MEASURED_SPACES: Readonly<Record<EvaluatorKind, readonly string[]>> = {
  synthetic: ["bits"],
  table: Object.keys(RECORDED_DATASETS),
  tfjs: TRAINABLE_SPACES
}

const DEFAULT_ISOLATION: Readonly<Record<EvaluatorKind, Isolation>> = {
  synthetic: "inline",
  table: "inline",
  tfjs: "process"
}

/** Why the evaluator cannot measure genomes of the space, in a sentence; `undefined` if it can. */
export const compatible = (evaluator: EvaluatorConfig, space: SpaceConfig): string | undefined => {
  const measured = MEASURED_SPACES[evaluator.kind]
  if (measured.includes(space.kind)) return missingResults(evaluator, space)
  const fitting = Object.entries(MEASURED_SPACES).flatMap(([kind, spaces]) =>
    spaces.includes(space.kind) ? [kind] : []
  )
  const advice =
    fitting.length === 0 ? "" : `, or the space ${space.kind} with the evaluator ${fitting.join(" or ")}`
  const named = measured.join(" or ")
  return `the evaluator ${evaluator.kind} measures genomes of the space ${named}, not ${space.kind}: use it with ${named}${advice}`
}

const missingResults = (evaluator: EvaluatorConfig, space: SpaceConfig): string | undefined =>
  evaluator.kind === "table" && isTabulated(space) ? missingDataset(evaluator, space.kind) : undefined

const isTabulated = (space: SpaceConfig): space is TabulatedSpace => space.kind in RECORDED_DATASETS

const isTrainable = (space: SpaceConfig): space is TrainableSpace =>
  TRAINABLE_SPACES.some((kind) => kind === space.kind)

/** Where an evaluator runs: as its config says, otherwise in a process of its own only if it trains for real. */
export const isolationOf = (evaluator: EvaluatorConfig): Isolation =>
  evaluator.isolation ?? DEFAULT_ISOLATION[evaluator.kind]

/** The evaluator that a config describes, for genomes of the space. Real training is loaded only when asked for. */
export const makeEvaluator = (
  evaluator: EvaluatorConfig,
  space: SpaceConfig,
  _outside: { readonly weightsFolder?: string | undefined } = {}
): Effect.Effect<Evaluator, EvaluatorUnavailable> => {
  if (compatible(evaluator, space) !== undefined) return misfit(evaluator, space)
  switch (evaluator.kind) {
    case "synthetic":
      return Effect.succeed(makeSyntheticEvaluator(evaluator))
    case "table":
      return isTabulated(space)
        ? Effect.try({ try: () => makeTableEvaluator(evaluator, space), catch: unavailable })
        : misfit(evaluator, space)
    case "tfjs":
      return isTrainable(space) ? makeRealTraining(evaluator, space) : misfit(evaluator, space)
  }
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
  space: TrainableSpace
): Effect.Effect<Evaluator, EvaluatorUnavailable> =>
  Effect.tryPromise({ try: () => import("./tfjs/evaluator.ts"), catch: unavailable }).pipe(
    Effect.flatMap(({ makeTfjsEvaluator }) => makeTfjsEvaluator(evaluator, space))
  )

const unavailable = (cause: unknown): EvaluatorUnavailable =>
  new EvaluatorUnavailable({ reason: cause instanceof Error ? cause.message : String(cause) })
