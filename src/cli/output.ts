/**
 * The two channels of a command: answers go to stdout (with `--json` exactly one JSON object), everything that is
 * said on the way goes to stderr.
 */
import { writeSync } from "node:fs"

const STDOUT = 1
const STDERR = 2

/** A reader that has gone away (`| head`) ends the program quietly, as it does for other programs. */
const mayTryAgain = (error: unknown): boolean => {
  const code = error instanceof Error && "code" in error ? error.code : undefined
  if (code === "EAGAIN") return true
  return process.exit(code === "EPIPE" ? 0 : 1)
}

/** Writes all of a text, also into a pipe whose reader is slow. */
const write = (descriptor: number, text: string): void => {
  const bytes = Buffer.from(text)
  let offset = 0
  while (offset < bytes.length) {
    try {
      offset += writeSync(descriptor, bytes, offset)
    } catch (error) {
      mayTryAgain(error)
    }
  }
}

export const answer = (text: string): void => write(STDOUT, `${text}\n`)

export const answerJson = (value: unknown): void => answer(JSON.stringify(value))

export const say = (text: string): void => write(STDERR, `${text}\n`)

/** Text without an end of line, for a live bar. */
export const draw = (text: string): void => write(STDERR, text)

export const stderrIsTerminal = (): boolean => process.stderr.isTTY === true

/** How many columns a live line may fill. */
export const terminalColumns = (): number => process.stderr.columns ?? 80
