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
import type { Outside } from "./outside.ts"
import { makeSyntheticEvaluator, syntheticConfig } from "./synthetic.ts"
import { makeTableEvaluator, tableConfig } from "./table.ts"
import { type TfjsConfig, tfjsConfigSchema } from "./tfjs/config.ts"
import type { TrainableSpace } from "./tfjs/planned-model.ts"

export const evaluatorConfig = z.discriminatedUnion("kind", [syntheticConfig, tableConfig, tfjsConfigSchema])
export type EvaluatorConfig = z.output<typeof evaluatorConfig>

type EvaluatorKind = EvaluatorConfig["kind"]

/** The kinds of space whose genomes each evaluator measures. */
const MEASURED_SPACES: Readonly<Record<EvaluatorKind, readonly SpaceConfig["kind"][]>> = {
  synthetic: ["bits"],
  table: ["nas-bench-201"],
  tfjs: ["nasnet", "dna"]
}

const DEFAULT_ISOLATION: Readonly<Record<EvaluatorKind, Isolation>> = {
  synthetic: "inline",
  table: "inline",
  tfjs: "process"
}

/** Why the evaluator cannot measure genomes of the space, in a sentence; `undefined` if it can. */
export const compatible = (evaluator: EvaluatorConfig, space: SpaceConfig): string | undefined => {
  const measured = MEASURED_SPACES[evaluator.kind]
  if (measured.includes(space.kind)) return undefined
  const fitting = Object.entries(MEASURED_SPACES).filter(([, spaces]) => spaces.includes(space.kind))
  const advice = fitting.map(([kind]) => `, or the space ${space.kind} with the evaluator ${kind}`).join("")
  const names = measured.join(" or ")
  return `the evaluator ${evaluator.kind} measures genomes of the space ${names}, not ${space.kind}: use it with ${names}${advice}`
}

/** Where an evaluator runs: as its config says, otherwise in a process of its own only if it trains for real. */
export const isolationOf = (evaluator: EvaluatorConfig): Isolation =>
  evaluator.isolation ?? DEFAULT_ISOLATION[evaluator.kind]

/**
 * The evaluator that a config describes, for genomes of the space. Real training is loaded only when asked for; it
 * keeps weights in the folder that `outside` names.
 */
export const makeEvaluator = (
  evaluator: EvaluatorConfig,
  space: SpaceConfig,
  outside: Outside = {}
): Effect.Effect<Evaluator, EvaluatorUnavailable> => {
  if (compatible(evaluator, space) !== undefined) return misfit(evaluator, space)
  switch (evaluator.kind) {
    case "synthetic":
      return Effect.succeed(makeSyntheticEvaluator(evaluator))
    case "table":
      return Effect.try({ try: () => makeTableEvaluator(evaluator), catch: unavailable })
    case "tfjs":
      return space.kind === "nasnet" || space.kind === "dna"
        ? makeRealTraining(evaluator, space, outside)
        : misfit(evaluator, space)
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
  space: TrainableSpace,
  outside: Outside
): Effect.Effect<Evaluator, EvaluatorUnavailable> =>
  Effect.tryPromise({ try: () => import("./tfjs/evaluator.ts"), catch: unavailable }).pipe(
    Effect.flatMap(({ makeTfjsEvaluator }) => makeTfjsEvaluator(evaluator, space, outside))
  )

const unavailable = (cause: unknown): EvaluatorUnavailable =>
  new EvaluatorUnavailable({ reason: cause instanceof Error ? cause.message : String(cause) })
