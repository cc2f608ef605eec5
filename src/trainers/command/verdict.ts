/** What came of a conversation with a program: its result, or in a sentence why there is none. */
import type { Conversation, Stop } from "./conversation.ts"
import type { CommandResult } from "./protocol.ts"

export type Verdict =
  | { readonly kind: "result"; readonly result: CommandResult }
  | { readonly kind: "failed"; readonly reason: string }

const STOPPED: Readonly<Record<Exclude<Stop, "lingered" | "too long">, string>> = {
  "line too long": "the program wrote a line of more than a million characters, and was stopped",
  "too much": "the program wrote more than 256 MiB, and was stopped"
}

/**
 * A result counts if it is the only one and the program ended well: with exit code 0, or not at all within some
 * seconds, so that it had to be stopped.
 */
export const verdictOf = (conversation: Conversation, timeoutSeconds: number): Verdict => {
  const { final, finals, lastWords } = conversation
  if (final?.kind === "error") return { kind: "failed", reason: `the program says: ${final.reason}` }
  const reason = whyNot(conversation, timeoutSeconds)
  if (reason === undefined && final?.kind === "result" && finals === 1)
    return { kind: "result", result: final.result }
  return {
    kind: "failed",
    reason: `${reason ?? "the program wrote more than one result"}${lastWords === "" ? "" : `; it wrote last: ${lastWords}`}`
  }
}

const whyNot = (conversation: Conversation, timeoutSeconds: number): string | undefined => {
  const { code, final, signal, startError, stopped } = conversation
  if (startError !== undefined) return `the program could not be started (${startError})`
  if (stopped === "too long")
    return `the program did not end within ${timeoutSeconds} s, and was stopped; raise evaluator.timeoutSeconds if it needs longer`
  if (stopped === "line too long" || stopped === "too much") return STOPPED[stopped]
  if (stopped === undefined && signal !== null) return `the program was killed by ${signal}`
  if (stopped === undefined && code !== 0) return `the program ended with exit code ${code}`
  if (final === undefined)
    return 'the program ended without a result; its last line must be {"result": {"fitness": …}}'
  return final.kind === "malformed" ? `the program's result is not understood: ${final.reason}` : undefined
}
