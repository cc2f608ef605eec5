/**
 * The first half of a verification: whether the stored rows are the rows that were appended. Rows are handed over
 * one after another; the first that is out of place, or does not carry the hash of itself and its past, is kept.
 */
import type { Head } from "../log/event-log.ts"
import type { EventRow } from "../log/event-row.ts"
import { genesis, rowHash } from "../log/row.ts"
import type { Difference } from "./difference.ts"

export class ChainCheck {
  private head: Head
  private found: Difference | undefined
  private readonly noted: Head | undefined

  /** `noted` is the head as the last append noted it before the reading began. */
  constructor(run: string, noted: Head | undefined) {
    this.head = genesis(run)
    this.noted = noted
  }

  /** The first difference, or undefined while there is none. */
  get difference(): Difference | undefined {
    return this.found
  }

  /** Notes a difference found elsewhere, unless there is one already. */
  note(difference: Difference): void {
    this.found ??= difference
  }

  /** Takes the next row. After the first difference nothing more can be said of the chain. */
  link(row: EventRow): void {
    if (this.found !== undefined) return
    this.found = this.outOfPlace(row) ?? this.changed(row) ?? this.unlikeNoted(row)
    this.head = { seq: row.seq, hash: row.hash }
  }

  /** Called after the last row, with the head as it is noted now: a run may have been written to meanwhile. */
  end(notedNow: Head | undefined): void {
    this.found ??= this.cutOff() ?? this.beyond(notedNow) ?? this.nothing()
  }

  private outOfPlace(row: EventRow): Difference | undefined {
    const due = this.head.seq + 1
    if (row.seq === due) return undefined
    const message =
      row.seq > due
        ? `event ${due} is missing: ${due === 1 ? "the log begins with" : `event ${due - 1} is followed by`} event ${row.seq}`
        : `a row is numbered ${row.seq}, where event ${due} belongs`
    return { seq: Math.min(row.seq, due), kind: "hole", recorded: null, decided: null, message }
  }

  private changed(row: EventRow): Difference | undefined {
    const hash = rowHash(this.head.hash, row)
    return hash === row.hash
      ? undefined
      : {
          seq: row.seq,
          kind: "chain",
          recorded: row.hash,
          decided: hash,
          message: `event ${row.seq} is not what was written: its hash does not fit to it and the events before it`
        }
  }

  private unlikeNoted(row: EventRow): Difference | undefined {
    return this.noted?.seq === row.seq ? headDifference(row, this.noted) : undefined
  }

  private cutOff(): Difference | undefined {
    const { noted, head } = this
    if (noted === undefined || noted.seq <= head.seq) return undefined
    const first = head.seq + 1
    const lost = first === noted.seq ? `event ${first} is` : `events ${first} to ${noted.seq} are`
    const message = `${lost} missing: the log ends at event ${head.seq}, and ${noted.seq} had been written`
    return { seq: first, kind: "head", recorded: null, decided: noted.hash, message }
  }

  private beyond(notedNow: Head | undefined): Difference | undefined {
    if (notedNow === undefined || notedNow.seq > this.head.seq) return undefined
    if (notedNow.seq === this.head.seq) return headDifference(this.head, notedNow)
    const seq = notedNow.seq + 1
    const message = `event ${seq} was put in from outside: the last append to this log noted event ${notedNow.seq} as the end`
    return { seq, kind: "head", recorded: this.head.hash, decided: null, message }
  }

  private nothing(): Difference | undefined {
    if (this.head.seq > 0) return undefined
    const message = "the run has no events: it was never started, or all of them have been deleted"
    return { seq: 1, kind: "head", recorded: null, decided: null, message }
  }
}

const headDifference = (actual: Head, noted: Head): Difference | undefined =>
  actual.hash === noted.hash
    ? undefined
    : {
        seq: actual.seq,
        kind: "head",
        recorded: actual.hash,
        decided: noted.hash,
        message: `event ${actual.seq} is not the one that was noted when it was appended: the log was written again from some event on`
      }
