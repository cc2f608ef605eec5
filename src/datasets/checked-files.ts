/**
 * Which files were found to hold what they should, so that not every trainer reads the whole of a data set a second time to
 * say so again. A file that has been written to since, or put in another's place, is no longer one of them.
 */
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { cacheFolder } from "./cache-folder.ts"
import { sha256Of } from "./sha256.ts"

export interface FileCheck {
  readonly isKnown: boolean
  /** To be called where what was read since has the checksum. */
  readonly remember: () => void
}

/** A file can be written to twice within one tick of the clock that its times are taken from. */
const SETTLED_MS = 2000

/** To be asked before the file is read, so that what is remembered was true of what was read. */
export const checkedBefore = (
  file: string,
  checksum: string,
  { folder = cacheFolder(), nowMs = Date.now() } = {}
): FileCheck => {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  if (found === undefined) return { isKnown: false, remember: () => undefined }
  const { ctimeMs, ctimeNs, dev, ino, mtimeNs, size } = found
  const mark = join(folder, "checked", sha256Of(resolve(file)))
  const wanted = [resolve(file), checksum, dev, ino, size, mtimeNs, ctimeNs].join("\n")
  return {
    isKnown: contentOf(mark) === wanted,
    remember: () => {
      if (nowMs - Number(ctimeMs) >= SETTLED_MS) write(mark, wanted)
    }
  }
}

const contentOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return undefined
  }
}

const write = (file: string, text: string): void => {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
  } catch {
    // Where nothing can be kept, it is checked each time.
  }
}
