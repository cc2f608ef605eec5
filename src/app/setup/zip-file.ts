/**
 * Reads zip files (PKWARE's APPNOTE, without its 64-bit extension), which is what Python's wheels are. The list of
 * the entries stands at the very end, so a file that was only half fetched is not mistaken for a whole one.
 */
import { createHash } from "node:crypto"
import { createReadStream, createWriteStream } from "node:fs"
import { mkdir, open } from "node:fs/promises"
import { dirname } from "node:path"
import { Transform } from "node:stream"
import { pipeline } from "node:stream/promises"
import { createInflateRaw, inflateRawSync } from "node:zlib"

export interface ZipEntry {
  readonly name: string
  readonly bytes: number
  readonly packedBytes: number
  /** 8 deflated, otherwise stored as it is. */
  readonly method: number
  /** Of its own header in the file. */
  readonly offset: number
}

const END_SIGNATURE = 0x06054b50
const ENTRY_SIGNATURE = 0x02014b50
const END_BYTES = 22
const ENTRY_BYTES = 46
const HEADER_BYTES = 30
const COMMENT_BYTES_MAX = 65_535
const NEEDS_64_BITS = 0xffffffff
const DEFLATED = 8
const CHUNK_BYTES = 1 << 20

const readAt = async (path: string, position: number, length: number): Promise<Buffer> => {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position)
    if (bytesRead < length) throw new Error(`${path} is not a whole zip file: it ends too early`)
    return buffer
  } finally {
    await file.close()
  }
}

const fileBytes = async (path: string): Promise<number> => {
  const file = await open(path)
  try {
    return (await file.stat()).size
  } finally {
    await file.close()
  }
}

/** All entries by name. */
export const listZip = async (path: string): Promise<ReadonlyMap<string, ZipEntry>> => {
  const size = await fileBytes(path)
  const tailBytes = Math.min(size, END_BYTES + COMMENT_BYTES_MAX)
  const tail = await readAt(path, size - tailBytes, tailBytes)
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]))
  if (end < 0 || end + END_BYTES > tail.length || tail.readUInt32LE(end) !== END_SIGNATURE)
    throw new Error(`${path} is not a whole zip file: its list of entries is missing`)
  const directoryBytes = tail.readUInt32LE(end + 12)
  const directoryOffset = tail.readUInt32LE(end + 16)
  if (directoryOffset === NEEDS_64_BITS) throw new Error(`${path} is a zip file of more than 4 GB`)
  const directory = await readAt(path, directoryOffset, directoryBytes)
  const entries = new Map<string, ZipEntry>()
  for (let at = 0; at + ENTRY_BYTES <= directory.length; ) {
    if (directory.readUInt32LE(at) !== ENTRY_SIGNATURE)
      throw new Error(`${path} is damaged: its list of entries makes no sense`)
    const nameBytes = directory.readUInt16LE(at + 28)
    const name = directory.toString("utf8", at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes)
    entries.set(name, {
      name,
      bytes: directory.readUInt32LE(at + 24),
      packedBytes: directory.readUInt32LE(at + 20),
      method: directory.readUInt16LE(at + 10),
      offset: directory.readUInt32LE(at + 42)
    })
    at += ENTRY_BYTES + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32)
  }
  return entries
}

/** Where an entry's packed bytes begin, after its own header. */
const packedStart = async (path: string, { offset }: ZipEntry): Promise<number> => {
  const header = await readAt(path, offset, HEADER_BYTES)
  return offset + HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28)
}

export interface Extracted {
  readonly bytes: number
  /** In the form of a wheel's RECORD: base64 for URLs, without padding. */
  readonly sha256: string
}

/** Writes one entry to a file, whose folder is made where it is missing. */
export const extractEntry = async (
  path: string,
  entry: ZipEntry,
  target: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void
): Promise<Extracted> => {
  await mkdir(dirname(target), { recursive: true })
  const hash = createHash("sha256")
  let bytes = 0
  const counted = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk)
      bytes += chunk.length
      onBytes(chunk.length)
      done(null, chunk)
    }
  })
  const start = await packedStart(path, entry)
  // An end before the start would read all that follows.
  const end = start + Math.max(1, entry.packedBytes) - 1
  const packed = createReadStream(path, { start, end, highWaterMark: CHUNK_BYTES })
  const file = createWriteStream(target)
  if (entry.method === DEFLATED) {
    await pipeline(packed, createInflateRaw({ chunkSize: CHUNK_BYTES }), counted, file, { signal })
  } else await pipeline(packed, counted, file, { signal })
  if (bytes !== entry.bytes) throw new Error(`${path} is damaged: ${entry.name} has not its right size`)
  return { bytes, sha256: hash.digest("base64url") }
}

/** One small entry as text. */
export const readEntry = async (path: string, entry: ZipEntry): Promise<string> => {
  const packed = await readAt(path, await packedStart(path, entry), entry.packedBytes)
  return (entry.method === DEFLATED ? inflateRawSync(packed) : packed).toString("utf8")
}
