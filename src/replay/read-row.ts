/** Reads a row as strictly as its writer wrote it: canonical payload, columns that agree with it. */
import { canonicalJson } from "../domain/canonical-json.ts"
import { EVENT_VERSION, type Event, subjectOf } from "../domain/event.ts"
import type { EventRow } from "../log/event-row.ts"
import { decodeRow } from "../log/row.ts"

export interface Reading {
  /** The event, if the payload is one at all. */
  readonly event: Event | undefined
  /** The event's canonical text; empty where there is no event. */
  readonly text: string
  /** What is wrong with the row, or undefined. */
  readonly problem: string | undefined
}

export const readRow = (row: EventRow): Reading => {
  const decoded = decodeRow(row)
  if (!decoded.ok) return { event: undefined, text: "", problem: decoded.problem }
  const { event } = decoded.event
  const text = canonicalJson(event)
  return { event, text, problem: formProblem(row, text) ?? columnProblem(row, event) }
}

/** A row whose payload is known to be the canonical text of `event`: only its columns are left to check. */
export const readKnownRow = (row: EventRow, event: Event): Reading => ({
  event,
  text: row.payload,
  problem: columnProblem(row, event)
})

/** An event of an old version is brought up to date by reading, so its stored text is compared with itself. */
const formProblem = (row: EventRow, text: string): string | undefined => {
  const canonical = row.version === EVENT_VERSION ? text : canonicalJson(JSON.parse(row.payload))
  return canonical === row.payload
    ? undefined
    : "its payload is not the canonical text of an event: there is more in it, or it is written differently"
}

const columnProblem = (row: EventRow, event: Event): string | undefined => {
  const subject = subjectOf(event) ?? null
  if (row.kind !== event.kind) return `its column “kind” says ${row.kind}, its payload ${event.kind}`
  return row.individual === subject
    ? undefined
    : `its column “individual” says ${row.individual ?? "nothing"}, its payload ${subject ?? "nothing"}`
}
