/**
 * One evaluation by a program, from the first byte to the end of its processes: what it said, how it ended, and whether
 * it had to be stopped. Judges nothing; `verdict.ts` does.
 */

import { keepLastWords } from "./last-words.ts"
import { cutLines } from "./lines.ts"
import { type Ended, type GroupOptions, startGroup } from "./process-group.ts"
import { type CommandMessage, readLine } from "./protocol.ts"

/** Why a program was stopped: it took too long, wrote too much, or did not end after its result. */
export type Stop = "too long" | "line too long" | "too much" | "lingered"

export interface Conversation extends Ended {
  readonly stopped: Stop | undefined
  /** The last message that says what came of it; undefined where there was none. */
  readonly final: Exclude<CommandMessage, { readonly kind: "progress" }> | undefined
  /** How many such messages there were. */
  readonly finals: number
  /** The end of what it wrote on its standard error, or failing that of its own affairs on standard output. */
  readonly lastWords: string
}

export interface ConversationOptions extends Omit<GroupOptions, "onOutput" | "onError"> {
  readonly timeoutMs: number
  /** How long it may take to end after its result: to let go of its memory and its GPU in. */
  readonly lingerMs: number
  readonly onProgress: (message: Extract<CommandMessage, { readonly kind: "progress" }>) => void
}

export const LINE_CHARACTERS_MAX = 1_048_576
const OUTPUT_BYTES_MAX = 268_435_456

/** `kill` ends it at once, with all of its processes. */
export const converse = (
  options: ConversationOptions
): { readonly over: Promise<Conversation>; readonly kill: () => void } => {
  const [errors, strayLines] = [keepLastWords(), keepLastWords()]
  let stopped: Stop | undefined
  let final: Conversation["final"]
  let finals = 0
  let bytesHeard = 0
  const timers: NodeJS.Timeout[] = []
  const stop = (why: Stop): void => {
    stopped ??= why
    group.kill()
  }
  const hear = (line: string): void => {
    const message = readLine(line)
    if (message === undefined) strayLines.push(Buffer.from(`${line}\n`))
    else if (message.kind === "progress") options.onProgress(message)
    else {
      final = message
      finals++
      timers.push(setTimeout(() => stop("lingered"), options.lingerMs))
    }
  }
  const cutter = cutLines({
    charactersMax: LINE_CHARACTERS_MAX,
    onLine: hear,
    onOverflow: () => stop("line too long")
  })
  const counted = (take: (bytes: Uint8Array) => void) => (bytes: Uint8Array) => {
    bytesHeard += bytes.length
    if (bytesHeard > OUTPUT_BYTES_MAX) stop("too much")
    if (stopped === undefined || stopped === "lingered") take(bytes)
  }
  const group = startGroup({ ...options, onOutput: counted(cutter.push), onError: counted(errors.push) })
  timers.push(setTimeout(() => stop("too long"), options.timeoutMs))
  const over = group.ended.then((ended): Conversation => {
    for (const timer of timers) clearTimeout(timer)
    cutter.end()
    return { ...ended, stopped, final, finals, lastWords: errors.said() || strayLines.said() }
  })
  return { over, kill: group.kill }
}
