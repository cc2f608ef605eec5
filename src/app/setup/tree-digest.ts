/** What a folder holds, as one hash: names, sizes and contents of all its files and links. */
import { createHash } from "node:crypto"
import { createReadStream } from "node:fs"
import { readdir, readlink, stat } from "node:fs/promises"
import { join, relative } from "node:path"

export interface TreeDigest {
  readonly hash: string
  readonly bytes: number
}

const contentHash = async (path: string): Promise<string> => {
  const hash = createHash("sha256")
  for await (const part of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(part)
  return hash.digest("hex")
}

/** `undefined` where there is no such folder. */
export const digestTree = async (folder: string): Promise<TreeDigest | undefined> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => undefined)
  if (entries === undefined) return undefined
  const paths = entries
    .filter((entry) => !entry.isDirectory())
    .map((entry) => ({ path: join(entry.parentPath, entry.name), isLink: entry.isSymbolicLink() }))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const hash = createHash("sha256")
  let bytes = 0
  for (const { path, isLink } of paths) {
    hash.update(`${relative(folder, path)}\0`)
    if (isLink) hash.update(`-> ${await readlink(path)}\0`)
    else {
      bytes += (await stat(path)).size
      hash.update(`${await contentHash(path)}\0`)
    }
  }
  return { hash: hash.digest("hex"), bytes }
}
