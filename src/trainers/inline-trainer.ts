/** A trainer inside this process, for evaluators that are quick and cannot hang: synthetic ones and tables. */
import { Clock, Effect, Scope } from "effect"
import type { Evaluator } from "./evaluator.ts"
import type { EvaluatorUnavailable } from "./evaluator-unavailable.ts"
import type { Assignment, Outcome, Trainer, TrainerReport, Verdict } from "./trainer.ts"

const silent = () => Effect.void

const outcomeOf = (
  evaluator: Evaluator,
  { purpose, task }: Assignment
): Effect.Effect<Outcome, EvaluatorUnavailable> => {
  const measure = purpose === "test" && evaluator.test !== undefined ? evaluator.test : evaluator.evaluate
  return Clock.currentTimeMillis.pipe(
    Effect.flatMap((startMs) =>
      measure(task, silent).pipe(
        Effect.flatMap((measurement) =>
          Effect.map(Clock.currentTimeMillis, (endMs) => ({
            kind: "measured" as const,
            measurement,
            durationMs: endMs - startMs
          }))
        ),
        Effect.catchTag("EvaluationError", ({ reason }) =>
          Effect.succeed({ kind: "failed" as const, reason })
        )
      )
    )
  )
}

export const makeInlineTrainer = (name: string, evaluator: Evaluator): Trainer => ({
  name,
  leased: false,
  canTest: evaluator.test !== undefined,
  open: (hear: (report: TrainerReport) => Effect.Effect<Verdict>) =>
    Effect.gen(function* () {
      const scope = yield* Scope.Scope
      const ready: TrainerReport = { kind: "ready", device: evaluator.device }
      // The first report waits for the actor to be there, so it must not be waited for here.
      yield* Effect.forkIn(hear(ready), scope)
      return (assignment: Assignment) =>
        outcomeOf(evaluator, assignment).pipe(
          Effect.flatMap((outcome) => hear({ kind: "ended", assignment, outcome, isFree: true })),
          Effect.catchTag("EvaluatorUnavailable", ({ reason }) => hear({ kind: "unfit", reason })),
          Effect.forkIn(scope),
          Effect.asVoid
        )
    })
})
