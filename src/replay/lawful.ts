/**
 * Whether something that came from outside could be accepted when it was: `decide` is asked again with the facts
 * that the event records, and must answer with that very event. What it refuses (a result under a lease that had
 * ended, a second fitness, a wrong attempt) it refuses here as well.
 */
import type { Command } from "../domain/command.ts"
import { decide } from "../domain/decide.ts"
import type { Event, EventOf } from "../domain/event.ts"
import type { RunState } from "../domain/run-state.ts"

/** What the log should say of these facts in this state; undefined where they cannot become an event at all. */
export const lawfulEvent = (state: RunState, event: Event): Event | undefined => {
  // A run begins once, at its first event, and nothing comes before.
  if ((state.status === "new") !== (event.kind === "RunStarted")) return undefined
  const command = commandOf(event)
  return command === undefined ? undefined : decide(state, command)[0]
}

/** The command that brought these facts; undefined for what follows by the rules and is never commanded. */
const commandOf = (event: Event): Command | undefined => {
  switch (event.kind) {
    case "RunStarted":
      return { ...event, kind: "Start" }
    case "RunResumed":
      return { ...event, kind: "Resume" }
    case "RunStopped":
      return { ...event, kind: "Stop" }
    case "EvaluationStarted": {
      const { attempt: _attempt, ...asked } = event
      return { ...asked, kind: "BeginEvaluation" }
    }
    case "EvaluationRecorded":
      return { ...event, kind: "RecordEvaluation" }
    case "EvaluationFailed":
      return { ...event, kind: "FailEvaluation" }
    case "EvaluationRefused":
      return refusedCommand(event)
    case "IndividualTested":
      return { ...event, kind: "RecordTest" }
    case "IndividualReevaluated":
      return { ...event, kind: "RecordReevaluation" }
    case "IndividualBorn":
    case "FitnessCounted":
    case "IndividualDied":
    case "ControllerUpdated":
    case "RunFinished":
      return undefined
  }
}

/** A refused result carries its fitness, a refused failure none; the rest of what was reported is not kept. */
const refusedCommand = ({ individual, lease, trainer, fitness }: EventOf<"EvaluationRefused">): Command => {
  const about = { individual, lease, trainer }
  return fitness === null
    ? { ...about, kind: "FailEvaluation", failure: "error", reason: "" }
    : { ...about, kind: "RecordEvaluation", fitness, device: "", measures: {}, durationMs: 0 }
}
