/**
 * The files of a person's own that a config names. A run records where each is and what it holds, so that it can be
 * gone on with and verified from any folder, and only with the very same files.
 */
import { existsSync } from "node:fs"
import { resolve } from "node:path"
import type { Effect } from "effect"
import { sha256 } from "../domain/canonical-json.ts"
import { OutsideProblem } from "../domain/outside-problem.ts"
import type { RunConfig } from "../domain/run-config.ts"
import type { BadInput } from "./bad-input.ts"
import { readPinned } from "./outside.ts"
import { pinCommand, requireCommandFiles } from "./own-command.ts"
import { tryOutside } from "./try-outside.ts"

/** A part of a config that names a file: its kind, the field with the path, and the one with the content's hash. */
interface FileField {
  readonly part: "space" | "policy" | "evaluator"
  readonly kind: string
  readonly path: string
  readonly hash: string
}

const FILE_FIELDS: readonly FileField[] = [
  { part: "space", kind: "table", path: "file", hash: "fileHash" },
  { part: "space", kind: "module", path: "module", hash: "moduleHash" },
  { part: "policy", kind: "module", path: "module", hash: "moduleHash" },
  { part: "evaluator", kind: "module", path: "module", hash: "moduleHash" }
]

interface OwnFile extends FileField {
  readonly named: string
  readonly expected: string | undefined
}

const ownFiles = (config: RunConfig): readonly OwnFile[] =>
  FILE_FIELDS.flatMap((field) => {
    const part: Readonly<Record<string, unknown>> = config[field.part]
    const [named, expected] = [part[field.path], part[field.hash]]
    if (part.kind !== field.kind || typeof named !== "string") return []
    return [{ ...field, named, expected: typeof expected === "string" ? expected : undefined }]
  })

/** The first of the folders that has the file. Throws OutsideProblem. */
const find = ({ named, part, path }: OwnFile, folders: readonly string[]): string => {
  const candidates = [...new Set(folders.map((folder) => resolve(folder, named)))]
  const found = candidates.find((candidate) => existsSync(candidate))
  if (found === undefined)
    throw new OutsideProblem(`config field ${part}.${path}: there is no file ${candidates.join(", nor ")}`)
  return found
}

/** The config with absolute paths, looked for in these folders, and with the hash of what each file holds. */
export const pinFiles = (config: RunConfig, folders: readonly string[]): Effect.Effect<RunConfig, BadInput> =>
  tryOutside(() => {
    let pinned = pinCommand(config, folders)
    for (const own of ownFiles(config)) {
      const path = find(own, folders)
      const hash = sha256(readPinned({ path, hash: own.expected }))
      pinned = { ...pinned, [own.part]: { ...pinned[own.part], [own.path]: path, [own.hash]: hash } }
    }
    return pinned
  })

/** Refuses a recorded config of which a file is missing or has changed. */
export const requireFiles = (config: RunConfig): Effect.Effect<void, BadInput> =>
  tryOutside(() => {
    for (const { named, expected } of ownFiles(config)) readPinned({ path: named, hash: expected })
    requireCommandFiles(config)
  })
