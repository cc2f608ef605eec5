/** What one check of the doctor found: whether it is well, in a sentence for people. */
export interface Check {
  readonly name: string
  readonly ok: boolean
  readonly finding: string
  /** Nothing is wrong and nothing is there: it could be set up. */
  readonly isAbsent?: boolean
}
