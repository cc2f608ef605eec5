/**
 * All evaluators by kind. A new one is named here in four places: its config in the union, the space that it
 * measures, where it runs unless told otherwise, its case in `makeEvaluator`.
 */
import { Effect, Schema } from "effect"
import * as z from "zod"
import type { SpaceConfig } from "../spaces/registry.ts"
import type { Evaluator } from "./evaluator.ts"
import type { Isolation } from "./isolation.ts"
import { makeSyntheticEvaluator, syntheticConfig } from "./synthetic.ts"
import { makeTableEvaluator, tableConfig } from "./table.ts"

export const evaluatorConfig = z.discriminatedUnion("kind", [syntheticConfig, tableConfig])
export type EvaluatorConfig = z.output<typeof evaluatorConfig>

type EvaluatorKind = EvaluatorConfig["kind"]

/** The kind of space whose genomes each evaluator measures. */
const MEASURED_SPACE: Readonly<Record<EvaluatorKind, SpaceConfig["kind"]>> = {
  synthetic: "bits",
  table: "nas-bench-201"
}

const DEFAULT_ISOLATION: Readonly<Record<EvaluatorKind, Isolation>> = { synthetic: "inline", table: "inline" }

/** An evaluator that cannot be had: it does not fit the space, or what it needs is missing on this machine. */
export class EvaluatorUnavailable extends Schema.TaggedError<EvaluatorUnavailable>()("EvaluatorUnavailable", {
  reason: Schema.String
}) {}

/** Why the evaluator cannot measure genomes of the space, in a sentence; `undefined` if it can. */
export const compatible = (evaluator: EvaluatorConfig, space: SpaceConfig): string | undefined => {
  const measured = MEASURED_SPACE[evaluator.kind]
  if (measured === space.kind) return undefined
  const fitting = Object.entries(MEASURED_SPACE).filter(([, measuredSpace]) => measuredSpace === space.kind)
  const advice = fitting.map(([kind]) => `, or the space ${space.kind} with the evaluator ${kind}`).join("")
  return `the evaluator ${evaluator.kind} measures genomes of the space ${measured}, not ${space.kind}: use it with ${measured}${advice}`
}

/** Where an evaluator runs: as its config says, otherwise in a process of its own only if it trains for real. */
export const isolationOf = (evaluator: EvaluatorConfig): Isolation =>
  evaluator.isolation ?? DEFAULT_ISOLATION[evaluator.kind]

/** The evaluator that a config describes, for genomes of the space. Real training is loaded only when asked for. */
export const makeEvaluator = (
  evaluator: EvaluatorConfig,
  space: SpaceConfig
): Effect.Effect<Evaluator, EvaluatorUnavailable> => {
  const reason = compatible(evaluator, space)
  if (reason !== undefined) return Effect.fail(new EvaluatorUnavailable({ reason }))
  switch (evaluator.kind) {
    case "synthetic":
      return Effect.succeed(makeSyntheticEvaluator(evaluator))
    case "table":
      return Effect.try({ try: () => makeTableEvaluator(evaluator), catch: unavailable })
  }
}

const unavailable = (cause: unknown): EvaluatorUnavailable =>
  new EvaluatorUnavailable({ reason: cause instanceof Error ? cause.message : String(cause) })
