/**
 * The bytes of a file of a data set, unpacked if it is gzipped (told by its first bytes). Where it is known what it
 * must hold, anything else is refused.
 */
import { createHash } from "node:crypto"
import { readFile } from "node:fs/promises"
import { promisify } from "node:util"
import { gunzip } from "node:zlib"
import { Effect } from "effect"
import { DatasetError } from "./dataset-error.ts"

export interface Expectation {
  /** What to do where the file is missing or wrong; ends an error's sentence. */
  readonly remedy: string
  /** SHA-256 of what it holds, unpacked, by the name of the file without `.gz`; of most files it is not known. */
  readonly checksums?: Readonly<Record<string, string>> | undefined
}

export const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex")

const GZIP_MAGIC = 0x1f8b

const readStored = (file: string, remedy: string): Effect.Effect<Buffer, DatasetError> =>
  Effect.tryPromise({
    try: () => readFile(file),
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
  { remedy, checksums }: Expectation
): Effect.Effect<Buffer, DatasetError> => {
  const expected = checksums?.[baseName(file)]
  const found = expected === undefined ? undefined : sha256Of(bytes)
  if (found === expected) return Effect.succeed(bytes)
  return Effect.fail(
    new DatasetError({
      file,
      reason: `it does not hold what it should: the SHA-256 of its content is ${found}, and ${expected} was expected; take it away, and get it again: ${remedy}`
    })
  )
}

export const readDataFile = (file: string, expectation: Expectation): Effect.Effect<Buffer, DatasetError> =>
  readStored(file, expectation.remedy).pipe(
    Effect.flatMap((stored) => unpack(stored, file)),
    Effect.flatMap((bytes) => check(bytes, file, expectation))
  )
