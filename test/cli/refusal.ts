/** What every refusal of the program has in common: an exit code, one sentence, and nothing changed. */
import { createHash } from "node:crypto"
import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { expect } from "vitest"
import { cambrian, type Surroundings } from "./cambrian-process.ts"

/** The index of a database in WAL mode: memory that readers and writers share, and no part of what is kept. */
const SHARED_MEMORY = "-shm"

/** Every file in a folder with a hash of its bytes. An empty write-ahead log is as good as none. */
const contentsOf = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder)
      .sort()
      .map((name) => [name, join(folder, name)] as const)
      .filter(([name, path]) => statSync(path).isFile() && !name.endsWith(SHARED_MEMORY))
      .filter(([name, path]) => !(name.endsWith("-wal") && statSync(path).size === 0))
      .map(([name, path]) => [name, createHash("sha256").update(readFileSync(path)).digest("hex")] as const)
  )

export interface Refusal {
  readonly args: readonly string[]
  readonly sentence: RegExp
  readonly code?: number
  readonly surroundings?: Surroundings
}

/** The program, started in a folder, says one sentence on stderr, nothing on stdout, and leaves the folder as it was. */
export const expectRefused = async (
  folder: string,
  { args, sentence, code = 2, surroundings }: Refusal
): Promise<void> => {
  const before = contentsOf(folder)
  const ended = await cambrian(args, { cwd: folder, ...surroundings })
  expect(ended.stderr).toMatch(sentence)
  expect(ended.stderr.trimEnd().split("\n"), "one line on stderr").toHaveLength(1)
  expect(ended.stderr, "no fault of its own").not.toMatch(/fault|\bat .*:\d+:\d+/)
  expect(ended.stdout).toBe("")
  expect(ended.code).toBe(code)
  expect(contentsOf(folder)).toEqual(before)
}
