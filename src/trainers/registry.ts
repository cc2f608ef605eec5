/**
 * All evaluators by kind. A new one is named here in four places: its config in the union, the space that it
 * measures, where it runs unless told otherwise, its case in `makeEvaluator`.
 */
import { Effect } from "effect"
import * as z from "zod"
import type { NasnetConfig } from "../spaces/nasnet/config.ts"
import { nothingOutside, type Outside } from "../spaces/outside.ts"
import type { SpaceConfig } from "../spaces/registry.ts"
import type { Evaluator } from "./evaluator.ts"
import { EvaluatorUnavailable } from "./evaluator-unavailable.ts"
import type { Isolation } from "./isolation.ts"
import { moduleEvaluatorConfig } from "./module/config.ts"
import { makeModuleEvaluator } from "./module/evaluator.ts"
import { makeSyntheticEvaluator, syntheticConfig } from "./synthetic.ts"
import { makeTableEvaluator, tableConfig, tableMisfit } from "./table.ts"
import { type TfjsConfig, tfjsConfigSchema } from "./tfjs/config.ts"
import { makeUserTableEvaluator } from "./user-table.ts"

export const evaluatorConfig = z.discriminatedUnion("kind", [
  syntheticConfig,
  tableConfig,
  tfjsConfigSchema,
  moduleEvaluatorConfig
])
export type EvaluatorConfig = z.output<typeof evaluatorConfig>

type EvaluatorKind = EvaluatorConfig["kind"]

/** The kinds of space whose genomes each evaluator measures; a module may measure those of any. */
const MEASURED_SPACES: Readonly<Record<EvaluatorKind, "any" | readonly SpaceConfig["kind"][]>> = {
  synthetic: ["bits"],
  table: ["table", "nas-bench-201"],
  tfjs: ["nasnet"],
  module: "any"
}

const DEFAULT_ISOLATION: Readonly<Record<EvaluatorKind, Isolation>> = {
  synthetic: "inline",
  table: "inline",
  tfjs: "process",
  module: "process"
}

/** Why the evaluator cannot measure genomes of the space, in a sentence; `undefined` if it can. */
export const compatible = (evaluator: EvaluatorConfig, space: SpaceConfig): string | undefined => {
  const measured = MEASURED_SPACES[evaluator.kind]
  if (measured !== "any" && !measured.includes(space.kind)) return wrongSpace(evaluator, space, measured)
  return evaluator.kind === "table" ? tableMisfit(evaluator, space) : undefined
}

const wrongSpace = (
  evaluator: EvaluatorConfig,
  space: SpaceConfig,
  measured: readonly SpaceConfig["kind"][]
): string => {
  const fitting = Object.entries(MEASURED_SPACES).filter(([, spaces]) =>
    spaces === "any" ? space.kind === "module" : spaces.includes(space.kind)
  )
  const advice = fitting.map(([kind]) => `, or the space ${space.kind} with the evaluator ${kind}`).join("")
  const spaces = measured.join(" or ")
  return `the evaluator ${evaluator.kind} measures genomes of the space ${spaces}, not ${space.kind}: use it with ${spaces}${advice}`
}

/** Where an evaluator runs: as its config says, otherwise in a process of its own only if it trains for real. */
export const isolationOf = (evaluator: EvaluatorConfig): Isolation =>
  evaluator.isolation ?? DEFAULT_ISOLATION[evaluator.kind]

/** What an evaluator may use beside its config. */
export interface Surroundings {
  /** Tables and modules that a person brought along. */
  readonly outside?: Outside | undefined
}

/** The evaluator that a config describes, for genomes of the space. Real training is loaded only when asked for. */
export const makeEvaluator = (
  evaluator: EvaluatorConfig,
  space: SpaceConfig,
  { outside = nothingOutside }: Surroundings = {}
): Effect.Effect<Evaluator, EvaluatorUnavailable> => {
  if (compatible(evaluator, space) !== undefined) return misfit(evaluator, space)
  switch (evaluator.kind) {
    case "synthetic":
      return Effect.succeed(makeSyntheticEvaluator(evaluator))
    case "table":
      return Effect.try({
        try: () =>
          space.kind === "table"
            ? makeUserTableEvaluator(evaluator, space, outside)
            : makeTableEvaluator(evaluator),
        catch: unavailable
      })
    case "tfjs":
      return space.kind === "nasnet" ? makeRealTraining(evaluator, space) : misfit(evaluator, space)
    case "module":
      return Effect.tryPromise({ try: () => makeModuleEvaluator(evaluator, outside), catch: unavailable })
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
  space: NasnetConfig
): Effect.Effect<Evaluator, EvaluatorUnavailable> =>
  Effect.tryPromise({ try: () => import("./tfjs/evaluator.ts"), catch: unavailable }).pipe(
    Effect.flatMap(({ makeTfjsEvaluator }) => makeTfjsEvaluator(evaluator, space))
  )

const unavailable = (cause: unknown): EvaluatorUnavailable =>
  new EvaluatorUnavailable({ reason: cause instanceof Error ? cause.message : String(cause) })
