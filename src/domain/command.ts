/** Commands: what the outside asks of a run, in the imperative. `decide` answers with events. */
import type { EventOf } from "./event.ts"

type Asked<K extends string, E> = { readonly kind: K } & Readonly<E>

export type Command =
  | Asked<"Start", Omit<EventOf<"RunStarted">, "kind">>
  | { readonly kind: "Resume"; readonly cycles: number; readonly trainers: number; readonly reason: string }
  | { readonly kind: "Stop"; readonly reason: string }
  | Asked<"BeginEvaluation", Omit<EventOf<"EvaluationStarted">, "kind" | "attempt">>
  | Asked<"RecordEvaluation", Omit<EventOf<"EvaluationRecorded">, "kind">>
  | Asked<"FailEvaluation", Omit<EventOf<"EvaluationFailed">, "kind">>
  | Asked<"RecordTest", Omit<EventOf<"IndividualTested">, "kind">>
  | Asked<"RecordReevaluation", Omit<EventOf<"IndividualReevaluated">, "kind">>

export type CommandOf<K extends Command["kind"]> = Extract<Command, { readonly kind: K }>
