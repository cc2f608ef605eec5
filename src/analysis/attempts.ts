/**
 * The attempts to evaluate one individual, told from its events: who tried, under which lease, and what became of
 * it. A trainer inside the coordinator needs no lease, so its attempt is known only by its end.
 */
import type { Event } from "../domain/event.ts"
import type { RecordedEvent } from "../log/event-log.ts"

export interface Attempt {
  readonly attempt: number
  /** The event that opened it; null where no lease was needed. */
  readonly lease: number | null
  readonly trainer: string
  readonly device: string | null
  /** `void`: the process that had given the lease ended first. `open`: nothing is known yet. */
  readonly outcome: "recorded" | "failed" | "lost" | "void" | "open"
  readonly startedAt: number | null
  readonly endedSeq: number | null
  readonly endedAt: number | null
  /** As the trainer measured it; null where it did not come to an end of its own. */
  readonly durationMs: number | null
  readonly fitness: number | null
  readonly reason: string | null
}

/** `events` are the individual's, `ofTheRun` those about the run as a whole; both in the order of the log. */
export const attemptsOf = (
  events: readonly RecordedEvent[],
  ofTheRun: readonly RecordedEvent[]
): readonly Attempt[] => {
  const resumptions = ofTheRun.filter(({ event }) => event.kind === "RunResumed")
  const attempts: Attempt[] = []
  for (const recorded of [...events, ...resumptions].sort((a, b) => a.seq - b.seq)) follow(attempts, recorded)
  return attempts
}

const follow = (attempts: Attempt[], { seq, at, event }: RecordedEvent): void => {
  const last = attempts.at(-1)
  const open = last?.outcome === "open" ? attempts.pop() : undefined
  const end = endOf(event)
  if (end !== undefined) {
    const begun = open ?? unseenStart(attempts.length + 1)
    attempts.push({ ...begun, ...end, endedSeq: seq, endedAt: at })
    return
  }
  if (open !== undefined) {
    const isVoid = event.kind === "RunResumed"
    attempts.push(isVoid ? { ...open, outcome: "void", endedSeq: seq, endedAt: at } : open)
  }
  if (event.kind === "EvaluationStarted") {
    const { trainer, device } = event
    attempts.push({ ...unseenStart(attempts.length + 1), lease: seq, trainer, device, startedAt: at })
  }
}

const unseenStart = (attempt: number): Attempt => ({
  attempt,
  lease: null,
  trainer: "",
  device: null,
  outcome: "open",
  startedAt: null,
  endedSeq: null,
  endedAt: null,
  durationMs: null,
  fitness: null,
  reason: null
})

/** What an event says of the end of an attempt, or undefined where it ends none. */
const endOf = (event: Event): Partial<Attempt> | undefined => {
  switch (event.kind) {
    case "EvaluationRecorded": {
      const { trainer, device, durationMs, fitness } = event
      return { outcome: "recorded", trainer, device, durationMs, fitness }
    }
    case "EvaluationFailed":
      return {
        outcome: event.failure === "lost" ? "lost" : "failed",
        trainer: event.trainer,
        reason: event.reason
      }
    default:
      return undefined
  }
}
