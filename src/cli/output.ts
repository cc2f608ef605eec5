/**
 * The two channels of a command: answers go to stdout (with `--json` exactly one JSON object), everything that is
 * said on the way goes to stderr.
 */
import { writeSync } from "node:fs"
import { errorCode } from "../app/error-code.ts"

const STDOUT = 1
const STDERR = 2

/**
 * An answer that nobody can read ends the program: quietly, with its exit code as it stands, where the reader has
 * gone away (`| head`), as other programs do; with a sentence otherwise (a file on a full disk).
 */
const lostAnswer = (error: unknown): never => {
  if (errorCode(error) === "EPIPE") return process.exit()
  say(`the answer could not be written to standard output: ${error instanceof Error ? error.message : error}`)
  return process.exit(1)
}

/** What is said on the way may go unheard; the work goes on. */
const unheard = (): void => undefined

/** Writes all of a text, also into a pipe whose reader is slow. */
const write = (descriptor: number, text: string, failed: (error: unknown) => void): void => {
  const bytes = Buffer.from(text)
  let offset = 0
  while (offset < bytes.length) {
    try {
      offset += writeSync(descriptor, bytes, offset)
    } catch (error) {
      if (errorCode(error) === "EAGAIN") continue
      failed(error)
      return
    }
  }
}

export const answer = (text: string): void => write(STDOUT, `${text}\n`, lostAnswer)

export const answerJson = (value: unknown): void => answer(JSON.stringify(value))

export const say = (text: string): void => write(STDERR, `${text}\n`, unheard)

/** Text without an end of line, for a live bar. */
export const draw = (text: string): void => write(STDERR, text, unheard)

export const stderrIsTerminal = (): boolean => process.stderr.isTTY === true

/** How many columns a live line may fill. */
export const terminalColumns = (): number => process.stderr.columns ?? 80

/** Whether answers go to a terminal, and nobody asked for plain text (no-color.org). */
export const stdoutTakesColour = (): boolean => process.stdout.isTTY === true && !process.env.NO_COLOR
