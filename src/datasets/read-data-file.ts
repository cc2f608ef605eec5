/**
 * The bytes of a file of a data set, unpacked if it is gzipped (told by its first bytes). Where it is known what it
 * must hold, anything else is refused.
 */
import { open, readFile } from "node:fs/promises"
import { promisify } from "node:util"
import { gunzip } from "node:zlib"
import { Effect } from "effect"
import { checkedBefore } from "./checked-files.ts"
import { DatasetError } from "./dataset-error.ts"
import { sha256Of } from "./sha256.ts"

export interface Expectation {
  /** What to do where the file is missing or wrong; ends an error's sentence. */
  readonly remedy: string
  /** SHA-256 of what it holds, unpacked, by the name of the file without `.gz`; of most files it is not known. */
  readonly checksums?: Readonly<Record<string, string>> | undefined
}

const GZIP_MAGIC = 0x1f8b

/** In one piece, which the system reads while this process does other things; a piece at a time would wait for it. */
const readWhole = async (file: string): Promise<Buffer> => {
  const handle = await open(file)
  try {
    const { size } = await handle.stat()
    const bytes = Buffer.allocUnsafeSlow(size)
    let filled = 0
    while (filled < size) {
      const { bytesRead } = await handle.read(bytes, filled, size - filled, null)
      if (bytesRead === 0) break
      filled += bytesRead
    }
    // What is no plain file does not say how long it is.
    return filled === size && size > 0 ? bytes : await readFile(file)
  } finally {
    await handle.close()
  }
}

const readStored = (file: string, remedy: string): Effect.Effect<Buffer, DatasetError> =>
  Effect.tryPromise({
    try: () => readWhole(file),
    catch: (cause) => {
      const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT"
      const reason = isMissing ? "the file does not exist" : `the file cannot be read (${String(cause)})`
      return new DatasetError({ file, reason: `${reason}; ${remedy}` })
    }
  })

const unzipped = promisify(gunzip)

const unpack = (stored: Buffer, file: string): Effect.Effect<Buffer, DatasetError> => {
  if (stored.length < 2 || stored.readUInt16BE(0) !== GZIP_MAGIC) return Effect.succeed(stored)
  return Effect.tryPromise({
    try: () => unzipped(stored),
    catch: (cause) =>
      new DatasetError({
        file,
        reason: `the gzip data is damaged or cut off (${String(cause)}); fetch it again`
      })
  })
}

const baseName = (file: string): string => file.replace(/^.*[\\/]/, "").replace(/\.gz$/, "")

const check = (
  bytes: Buffer,
  file: string,
  expected: string,
  remedy: string
): Effect.Effect<Buffer, DatasetError> => {
  const found = sha256Of(bytes)
  if (found === expected) return Effect.succeed(bytes)
  return Effect.fail(
    new DatasetError({
      file,
      reason: `it does not hold what it should: the SHA-256 of its content is ${found}, and ${expected} was expected; take it away, and get it again: ${remedy}`
    })
  )
}

const readUnpacked = (file: string, remedy: string): Effect.Effect<Buffer, DatasetError> =>
  Effect.flatMap(readStored(file, remedy), (stored) => unpack(stored, file))

export const readDataFile = (
  file: string,
  { remedy, checksums }: Expectation
): Effect.Effect<Buffer, DatasetError> =>
  Effect.suspend(() => {
    const expected = checksums?.[baseName(file)]
    if (expected === undefined) return readUnpacked(file, remedy)
    const before = checkedBefore(file, expected)
    const reading = readUnpacked(file, remedy)
    return before.isKnown
      ? reading
      : reading.pipe(
          Effect.flatMap((bytes) => check(bytes, file, expected, remedy)),
          Effect.tap(() => Effect.sync(before.remember))
        )
  })
