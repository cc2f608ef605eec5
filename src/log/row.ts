/**
 * An event as a row of the log, and the hash chain over the rows. The chain covers every column, so that a byte
 * changed anywhere, or a row dropped, swapped or put in, breaks it at that row.
 */
import { canonicalJson, sha256 } from "../domain/canonical-json.ts"
import { EVENT_VERSION, type Event, eventSchema, isEventKind, subjectOf } from "../domain/event.ts"
import type { Head, RecordedEvent } from "./event-log.ts"
import { upcast } from "./upcast.ts"

export interface EventRow {
  readonly seq: number
  readonly kind: string
  readonly version: number
  readonly at: number
  readonly individual: number | null
  /** The event as canonical JSON, its kind included. */
  readonly payload: string
  /** SHA-256 over the hash of the row before and everything in this row, in hexadecimal. */
  readonly hash: string
}

/** The head of a run that has no events: the chain starts from the run's id, so that rows cannot move between runs. */
export const genesis = (run: string): Head => ({ seq: 0, hash: sha256(`cambrian run ${run}`) })

export const rowHash = (previousHash: string, row: Omit<EventRow, "hash">): string =>
  sha256(
    `${previousHash}\n${row.seq}\n${row.kind}\n${row.version}\n${row.at}\n${row.individual ?? ""}\n${row.payload}`
  )

export const encodeRow = (event: Event, at: number, previous: Head): EventRow => {
  const row = {
    seq: previous.seq + 1,
    kind: event.kind,
    version: EVENT_VERSION,
    at,
    individual: subjectOf(event) ?? null,
    payload: canonicalJson(event),
    hash: ""
  }
  row.hash = rowHash(previous.hash, row)
  return row
}

/** The columns that reading needs; the hash is for verification. */
export type StoredEvent = Pick<EventRow, "seq" | "kind" | "version" | "at" | "payload">

export type Decoded =
  | { readonly ok: true; readonly event: RecordedEvent }
  | { readonly ok: false; readonly problem: string }

/** Reads a row back, checking its payload against the schema of its kind; old versions are brought up to date. */
export const decodeRow = (row: StoredEvent): Decoded => {
  if (!isEventKind(row.kind)) {
    return { ok: false, problem: `its kind “${row.kind}” is not known to this version of Cambrian` }
  }
  const payload = parsePayload(row.payload)
  if (payload === undefined) return { ok: false, problem: "its payload is not JSON" }
  const checked = eventSchema(row.kind).safeParse(upcast(row.kind, row.version, payload))
  return checked.success
    ? { ok: true, event: { seq: row.seq, at: row.at, event: checked.data } }
    : {
        ok: false,
        problem: `its payload is no ${row.kind}: ${checked.error.issues[0]?.message ?? "unknown"}`
      }
}

const parsePayload = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
