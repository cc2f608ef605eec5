/** What the log is asked to say of an assignment that has ended, one way or another. */
import type { Command } from "../domain/command.ts"
import type { PopulationMessage } from "./messages.ts"

export type AssignmentEnded = Extract<PopulationMessage, { kind: "AssignmentEnded" }>

/** Undefined where there is nothing to write down: a test that failed or was lost. */
export const testCommand = ({ assignment, outcome, trainer }: AssignmentEnded): Command | undefined => {
  if (outcome.kind !== "measured") return undefined
  const { durationMs, measurement } = outcome
  const { individual } = assignment.task
  return { durationMs, individual, kind: "RecordTest", measures: measurement.measures, trainer }
}

/** Fields of commands are made in the order of the alphabet, like those of the events that they become. */
export const evaluationCommand = ({ assignment, device, outcome, trainer }: AssignmentEnded): Command => {
  const { lease } = assignment
  const { individual } = assignment.task
  if (outcome.kind !== "measured") {
    const failure = outcome.kind === "lost" ? "lost" : "error"
    return { failure, individual, kind: "FailEvaluation", lease, reason: outcome.reason, trainer }
  }
  const { durationMs } = outcome
  const { curve, fitness, measures, resources, weights } = outcome.measurement
  return {
    ...(curve === undefined ? {} : { curve }),
    device,
    durationMs,
    fitness,
    individual,
    kind: "RecordEvaluation",
    lease,
    measures,
    ...(resources === undefined ? {} : { resources }),
    trainer,
    ...(weights === undefined ? {} : { weights })
  }
}
