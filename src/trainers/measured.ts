/** Which measures come with a fitness, by name: for policies that steer by some of them. */
import type { SpaceConfig } from "../spaces/registry.ts"
import type { EvaluatorConfig } from "./registry.ts"

/** Undefined where nobody knows before it is evaluated: a module or a program of a person's own. */
export const measuredBy = (evaluator: EvaluatorConfig, space: SpaceConfig): readonly string[] | undefined => {
  switch (evaluator.kind) {
    case "synthetic":
      return ["true"]
    case "table":
      return space.kind === "table" ? (evaluator.report ?? []) : recordedMeasures(space.kind)
    case "tfjs":
      return ["trainLoss", "parameters", "flops"]
    case "module":
    case "command":
      return undefined
  }
}

const recordedMeasures = (benchmark: string): readonly string[] =>
  benchmark === "nas-bench-201"
    ? ["test", "validationMean", "parameters", "flops"]
    : ["test", "parameters", "flops"]
