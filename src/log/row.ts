/**
 * An event as a row of the log, and the hash chain over the rows. The chain covers every column, so that a byte
 * changed anywhere, or a row dropped, swapped or put in, breaks it at that row.
 */
import { canonicalJson, sha256 } from "../domain/canonical-json.ts"
import {
  EVENT_VERSION,
  type Event,
  eventKinds,
  eventSchema,
  isEventKind,
  subjectOf
} from "../domain/event.ts"
import type { Head, RecordedEvent } from "./event-log.ts"
import type { EventRow } from "./event-row.ts"
import { type QuickCheck, quickCheck } from "./quick-check.ts"
import { upcast } from "./upcast.ts"

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
  const payload = parsePayload(row.payload)
  // Nearly every row of nearly every log is of the present version and plainly right.
  return row.version === EVENT_VERSION && isPlainly(row.kind, payload)
    ? { ok: true, event: { seq: row.seq, at: row.at, event: payload } }
    : decodeWithCare(row, payload)
}

/**
 * The event of a payload of the present version, for folds of millions; undefined where `decodeRow` must look at the
 * whole row, and has the words.
 */
export const plainEvent = (text: string): Event | undefined => {
  const payload = parsePayload(text)
  const isObject = typeof payload === "object" && payload !== null && "kind" in payload
  return isObject && typeof payload.kind === "string" && isPlainly(payload.kind, payload)
    ? payload
    : undefined
}

const decodeWithCare = (row: StoredEvent, payload: unknown): Decoded => {
  const { seq, kind, version, at } = row
  if (!isEventKind(kind)) return refuse(`its kind “${kind}” is not known to this version of Cambrian`)
  if (version < 1 || version > EVENT_VERSION)
    return refuse(`its version ${version} is not known to this version of Cambrian`)
  if (payload === undefined) return refuse("its payload is not JSON")
  const checked = eventSchema(kind).safeParse(upcast(kind, version, payload))
  if (checked.success) return { ok: true, event: { seq, at, event: checked.data } }
  const [issue] = checked.error.issues
  const where = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `
  return refuse(`its payload is no ${kind}: ${where}${issue?.message ?? "unknown"}`)
}

const refuse = (problem: string): Decoded => ({ ok: false, problem })

const quickChecks: ReadonlyMap<string, QuickCheck | undefined> = new Map(
  eventKinds.map((kind) => [kind, quickCheck(eventSchema(kind))])
)

/** Whether the schema of its kind would give it back as it is; where this says no, the schema has the last word. */
const isPlainly = (kind: string, payload: unknown): payload is Event =>
  quickChecks.get(kind)?.(payload) === true

const parsePayload = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
