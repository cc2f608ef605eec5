/**
 * Takes files out of a Python wheel (a zip file, PEP 427). Every file is held to the hash that the wheel's own RECORD
 * has of it, so that a damaged wheel is never unpacked without a word.
 */
import { join } from "node:path"
import { extractEntry, listZip, readEntry, type ZipEntry } from "./zip-file.ts"

export interface Wheel {
  readonly path: string
  readonly distribution: string
  readonly version: string
  readonly entries: ReadonlyMap<string, ZipEntry>
  /** SHA-256 of each file, base64 for URLs. */
  readonly record: ReadonlyMap<string, string>
}

const field = (metadata: string, name: string): string | undefined =>
  new RegExp(`^${name}: (.*?)\\s*$`, "m").exec(metadata)?.[1]

const readRecord = (text: string): ReadonlyMap<string, string> =>
  new Map(
    [...text.matchAll(/^(.+),sha256=([\w-]+),\d+\s*$/gm)].map(([, name = "", hash = ""]) => [name, hash])
  )

export const openWheel = async (path: string): Promise<Wheel> => {
  const entries = await listZip(path)
  const inside = (suffix: string): ZipEntry | undefined =>
    [...entries.values()].find(({ name }) => name.endsWith(`.dist-info/${suffix}`))
  const [metadataEntry, recordEntry] = [inside("METADATA"), inside("RECORD")]
  if (metadataEntry === undefined || recordEntry === undefined)
    throw new Error(`${path} is a zip file, but no Python wheel`)
  const metadata = await readEntry(path, metadataEntry)
  return {
    path,
    entries,
    distribution: (field(metadata, "Name") ?? "").replaceAll("_", "-"),
    version: field(metadata, "Version") ?? "",
    record: readRecord(await readEntry(path, recordEntry))
  }
}

/** Where a file of the wheel goes, as a path within the target folder; undefined where it is not wanted. */
export type Placement = (name: string) => string | undefined

export const unpackWheel = async (
  wheel: Wheel,
  place: Placement,
  into: string,
  signal: AbortSignal,
  onProgress: (doneBytes: number, totalBytes: number) => void
): Promise<void> => {
  const wanted = [...wheel.entries.values()].flatMap((entry) => {
    const target = entry.name.endsWith("/") ? undefined : place(entry.name)
    return target === undefined ? [] : [{ entry, target }]
  })
  const total = wanted.reduce((sum, { entry }) => sum + entry.bytes, 0)
  let done = 0
  for (const { entry, target } of wanted) {
    const { sha256 } = await extractEntry(wheel.path, entry, join(into, target), signal, (bytes) => {
      done += bytes
      onProgress(done, total)
    })
    const expected = wheel.record.get(entry.name)
    if (expected !== undefined && expected !== sha256)
      throw new Error(`${wheel.path} is damaged: ${entry.name} is not what the wheel's RECORD says`)
  }
}
