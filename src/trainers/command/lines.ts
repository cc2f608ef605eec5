/** Cuts the output of a program into lines, and keeps no more of it than a line: a program may write without end. */
import { StringDecoder } from "node:string_decoder"

/** Takes bytes as they come; `end` hands over what stands after the last line end. */
export interface LineCutter {
  readonly push: (bytes: Uint8Array) => void
  readonly end: () => void
}

/** `onOverflow` is called instead of `onLine` as soon as a line has more characters than may be. */
export const cutLines = (options: {
  readonly charactersMax: number
  readonly onLine: (line: string) => void
  readonly onOverflow: () => void
}): LineCutter => {
  const decoder = new StringDecoder("utf8")
  const pieces: string[] = []
  let characters = 0
  const hold = (piece: string): void => {
    characters += piece.length
    if (characters > options.charactersMax) {
      pieces.length = 0
      options.onOverflow()
    } else if (piece !== "") pieces.push(piece)
  }
  const handOver = (): void => {
    const line = pieces.join("")
    pieces.length = 0
    characters = 0
    options.onLine(line)
  }
  const push = (text: string): void => {
    const [first = "", ...rest] = text.split("\n")
    hold(first)
    for (const next of rest) {
      handOver()
      hold(next)
    }
  }
  return {
    push: (bytes) => push(decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))),
    end: () => {
      push(decoder.end())
      if (characters > 0) handOver()
    }
  }
}
