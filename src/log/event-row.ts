/** An event as a row of the log: what is stored, column by column. How it is written and read is in `row.ts`. */
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
