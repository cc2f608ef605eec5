/** What the fitness of a run measures, as far as its config says; people are told of validation only where it is one. */
import { Effect } from "effect"
import type { RunConfig } from "../domain/run-config.ts"
import type { EventLogShape, LogCorrupt, LogUnavailable } from "../log/event-log.ts"

/** Null for all else: recorded test accuracies, the values of a table or a module of one's own. */
export type FitnessMeasure = "validation" | null

/** Real training validates, the toy's noise stands for validation's, and NAS-Bench-201 recorded it beside its test. */
export const fitnessMeasure = ({
  evaluator,
  space
}: Pick<RunConfig, "evaluator" | "space">): FitnessMeasure => {
  switch (evaluator.kind) {
    case "tfjs":
    case "synthetic":
      return "validation"
    case "table":
      return space.kind === "nas-bench-201" ? "validation" : null
    default:
      return null
  }
}

/** Of a run by its id; null as well while it has no event. */
export const fitnessMeasureOf = (
  log: EventLogShape,
  run: string
): Effect.Effect<FitnessMeasure, LogUnavailable | LogCorrupt> =>
  Effect.map(log.about(run, null), ([first]) =>
    first?.event.kind === "RunStarted" ? fitnessMeasure(first.event.config) : null
  )
