/** Failures as a person and a script see them: a sentence on stderr, and an exit code. */
import { Cause } from "effect"

const INTERRUPTED = 130
const ANSWER_IS_NO = 1
const BAD_INPUT = 2

/** What went wrong in the middle of good work is 1; what was asked for wrongly, or cannot be opened, is 2. */
const CODES: Readonly<Record<string, number>> = {
  BadInput: BAD_INPUT,
  ShowHelp: BAD_INPUT,
  LogUnavailable: BAD_INPUT,
  RunLocked: BAD_INPUT,
  NoSuchIndividual: BAD_INPUT,
  NoSuchMoment: BAD_INPUT,
  TrainerUnavailable: BAD_INPUT,
  AppendFailed: ANSWER_IS_NO,
  LogCorrupt: ANSWER_IS_NO,
  RetrainingFailed: ANSWER_IS_NO
}

const tagOf = (error: unknown): string =>
  typeof error === "object" && error !== null && "_tag" in error ? String(error._tag) : ""

export const exitCodeOf = (cause: Cause.Cause<unknown>): number => {
  if (Cause.hasInterruptsOnly(cause)) return INTERRUPTED
  const error = Cause.squash(cause)
  if (tagOf(error) === "ShowHelp" && isHelp(error)) return 0
  return CODES[tagOf(error)] ?? ANSWER_IS_NO
}

/** Help that was asked for is no error. */
const isHelp = (error: unknown): boolean =>
  typeof error === "object" &&
  error !== null &&
  "errors" in error &&
  Array.isArray(error.errors) &&
  error.errors.length === 0

/** The sentence for stderr, or undefined where it has been said already or there is nothing to say. */
export const sentenceOf = (cause: Cause.Cause<unknown>): string | undefined => {
  if (Cause.hasInterruptsOnly(cause)) return undefined
  const error = Cause.squash(cause)
  const tag = tagOf(error)
  if (tag === "ShowHelp") return undefined
  if (tag in CODES && error instanceof Error) return error.message
  return `Cambrian has a fault of its own here, and nothing that was acknowledged is lost: ${Cause.pretty(cause)}`
}
