/** An evaluator that cannot be made at all: a backend or a file that is missing or broken. No genome is to blame. */
import { Schema } from "effect"

export class EvaluatorUnavailable extends Schema.TaggedError<EvaluatorUnavailable>()("EvaluatorUnavailable", {
  reason: Schema.String
}) {
  override get message(): string {
    return this.reason
  }
}
