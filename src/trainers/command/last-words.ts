/** The end of what a program wrote for people, on one line: what there is to go by when it has failed. */
import { StringDecoder } from "node:string_decoder"

const KEPT_CHARACTERS = 4000
const LINES_SHOWN = 8
const CHARACTERS_SHOWN = 1000

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to go.
const COLOURS = /\u001b\[[0-9;?]*[A-Za-z]/g
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is to go.
const CONTROL = /[\u0000-\u001f\u007f]/g

export interface LastWords {
  readonly push: (bytes: Uint8Array) => void
  readonly said: () => string
}

export const keepLastWords = (): LastWords => {
  const decoder = new StringDecoder("utf8")
  let kept = ""
  return {
    push: (bytes) => {
      const text = decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
      kept = (kept + text).slice(-KEPT_CHARACTERS)
    },
    said: () => onOneLine(kept)
  }
}

/** The last lines. A line that was written over (progress bars return to its beginning) counts as it was left. */
export const onOneLine = (text: string): string => {
  const lines = text
    .replace(COLOURS, "")
    .split("\n")
    .map((line) => (line.trimEnd().split("\r").at(-1) ?? "").replace(CONTROL, " ").trim())
    .filter((line) => line !== "")
  return lines.slice(-LINES_SHOWN).join(" | ").slice(-CHARACTERS_SHOWN)
}
