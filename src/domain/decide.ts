/**
 * `decide(state, command) → events`: what the log says of something that came from outside. It holds the rules
 * of fencing: a result counts only under the lease that is open for its individual, and only once.
 * What follows from the new state is not decided here but in `consequence.ts`.
 */
import type { Command, CommandOf } from "./command.ts"
import type { Event, EventOf } from "./event.ts"
import { configOf, needsEvaluation, type RunState } from "./run-state.ts"

const NEEDS_NO_RUNNING: ReadonlySet<Command["kind"]> = new Set(["Resume", "RecordReevaluation"])

export const decide = (state: RunState, command: Command): readonly Event[] => {
  // What was under way when a run stopped is evaluated again after it; a result that still came in would join a
  // population from which, while the run stands still, nobody dies.
  if (state.status === "stopped" && !NEEDS_NO_RUNNING.has(command.kind)) return []
  switch (command.kind) {
    case "Start":
      return state.status === "new" ? [{ ...command, kind: "RunStarted" }] : []
    case "Resume":
      return state.status === "new" || command.cycles < state.births
        ? []
        : [{ ...command, kind: "RunResumed" }]
    case "Stop":
      return state.status === "running" ? [{ kind: "RunStopped", reason: command.reason }] : []
    case "BeginEvaluation":
      return begin(state, command)
    case "RecordEvaluation":
      return record(state, command)
    case "FailEvaluation":
      return fail(state, command)
    case "RecordTest":
      return test(state, command)
    case "RecordReevaluation":
      return reevaluate(state, command)
  }
}

/** Whoever was born may be evaluated again, as often as anyone likes; a result is a fitness or a reason. */
const reevaluate = (state: RunState, command: CommandOf<"RecordReevaluation">): readonly Event[] => {
  const { individual, fitness, reason } = command
  const isResult = fitness === null ? reason !== undefined : Number.isFinite(fitness) && reason === undefined
  return individual < state.births && isResult && hasFiniteNumbers(command)
    ? [{ ...command, kind: "IndividualReevaluated" }]
    : []
}

/** Only the best of a finished run is tested, and only once. */
const test = (state: RunState, command: CommandOf<"RecordTest">): readonly Event[] => {
  const { best, status, tested } = state
  const isDue = status === "finished" && tested === null && best?.individual === command.individual
  return isDue && hasFiniteNumbers(command) ? [{ ...command, kind: "IndividualTested" }] : []
}

const begin = (state: RunState, command: CommandOf<"BeginEvaluation">): readonly Event[] => {
  const pending = state.pending.get(command.individual)
  if (pending === undefined || !needsEvaluation(state, pending)) return []
  const attempt = 1 + pending.failures + pending.losses
  return [{ ...command, kind: "EvaluationStarted", attempt }]
}

/** Why a message under this lease cannot count, or undefined where it can. */
const objection = (state: RunState, individual: number, lease: number | null): string | undefined => {
  const pending = state.pending.get(individual)
  if (pending === undefined || pending.fitness !== null) return "the individual is no longer being evaluated"
  if ((pending.lease?.seq ?? null) === lease) return undefined
  return pending.lease === null
    ? "the lease has ended"
    : `the lease has ended, and ${pending.lease.trainer} evaluates the individual under a newer one`
}

const record = (state: RunState, command: CommandOf<"RecordEvaluation">): readonly Event[] => {
  const { individual, lease, trainer } = command
  const reason = objection(state, individual, lease)
  const fitness = Number.isFinite(command.fitness) ? command.fitness : null
  if (reason !== undefined) {
    return [{ kind: "EvaluationRefused", individual, lease, trainer, fitness, reason }]
  }
  const missing = missingMeasure(state, command)
  if (fitness !== null && missing === undefined && hasFiniteNumbers(command))
    return [{ ...command, kind: "EvaluationRecorded" }]
  const problem =
    missing ??
    `the evaluation gave ${command.fitness} as fitness and ${JSON.stringify(command.measures)} beside it, of which not all are finite`
  return [{ kind: "EvaluationFailed", failure: "error", individual, lease, reason: problem, trainer }]
}

/** A policy with several objectives can do nothing with an individual of which one is unknown. */
const missingMeasure = (state: RunState, { measures }: CommandOf<"RecordEvaluation">): string | undefined => {
  const { policy } = configOf(state)
  const missing =
    policy.kind === "non-dominated" ? policy.minimise.find((name) => !(name in measures)) : undefined
  return missing === undefined
    ? undefined
    : `the policy minimises “${missing}”, and the evaluator measured ${Object.keys(measures).join(", ") || "nothing"} beside the fitness`
}

interface Reported extends Pick<EventOf<"IndividualTested">, "measures" | "durationMs"> {
  readonly curve?: Readonly<Record<string, readonly number[]>>
  readonly resources?: Readonly<Record<string, number>>
}

/** A training that diverges gives NaN: nothing can be compared with it, and no log can hold it. */
const hasFiniteNumbers = ({ measures, durationMs, curve = {}, resources = {} }: Reported): boolean =>
  [...Object.values(measures), ...Object.values(resources), durationMs].every(Number.isFinite) &&
  Object.values(curve).every((values) => values.every(Number.isFinite))

const fail = (state: RunState, command: CommandOf<"FailEvaluation">): readonly Event[] => {
  const { individual, lease, trainer } = command
  const reason = objection(state, individual, lease)
  if (reason === undefined) return [{ ...command, kind: "EvaluationFailed" }]
  // A lease that has ended can be lost again without that being news; a late error is.
  return command.failure === "lost"
    ? []
    : [{ kind: "EvaluationRefused", individual, lease, trainer, fitness: null, reason }]
}
