/**
 * The files that the command of an evaluator names. A run records where each is and what it holds, like all files of a
 * person's own: a search that goes on with another training script is another search.
 */
import { existsSync, statSync } from "node:fs"
import { basename, isAbsolute, resolve } from "node:path"
import { sha256 } from "../domain/canonical-json.ts"
import { OutsideProblem } from "../domain/outside-problem.ts"
import type { RunConfig } from "../domain/run-config.ts"
import { type CommandEvaluatorConfig, commandEvaluatorConfig } from "../trainers/command/config.ts"
import { readPinned } from "./outside.ts"

/** A larger file that a command names is data, which would take too long to read for each evaluation. */
const PINNED_BYTES_MAX = 16 * 1024 * 1024

/** The command evaluator of a run; undefined where it has another. */
export const commandOf = ({ evaluator }: RunConfig): CommandEvaluatorConfig | undefined =>
  evaluator.kind === "command" ? commandEvaluatorConfig.parse(evaluator) : undefined

/** The config with absolute paths in its command, looked for in these folders, and with the hashes of its files. */
export const pinCommand = (config: RunConfig, folders: readonly string[]): RunConfig => {
  const evaluator = commandOf(config)
  if (evaluator === undefined) return config
  const folder = workingFolder(evaluator, folders)
  const places = [folder, ...folders]
  const [program = "", ...args] = evaluator.command
  const script = args[0] ?? ""
  if (/^[^-].*\.(py|sh|js|mjs|ts|rb|pl|R|jl|lua)$/.test(script)) requireFile(script, places, "command")
  const named = [relativeProgram(program) ? program : undefined, ...args]
  const found = named.map((name) => (name === undefined ? undefined : findFile(name, places)))
  const files = evaluator.files.map((name) => requireFile(name, places, "files"))
  const pinned = [...found.filter((file) => file !== undefined && isSmall(file)), ...files]
  const { fileHashes: expected = {} } = evaluator
  const hashes = [...new Set([...pinned, ...Object.keys(expected)])]
    .filter((file) => file !== undefined)
    .map((file) => [file, sha256(readPinned({ path: file, hash: expected[file] }))] as const)
  return {
    ...config,
    evaluator: {
      ...evaluator,
      command: evaluator.command.map((word, index) => found[index] ?? word),
      folder,
      files,
      fileHashes: Object.fromEntries(hashes)
    }
  }
}

/** Throws OutsideProblem where a pinned file has changed or gone. */
export const requireCommandFiles = (config: RunConfig): void => {
  const { fileHashes = {} } = commandOf(config) ?? {}
  for (const [path, hash] of Object.entries(fileHashes)) readPinned({ path, hash })
}

/** One with a path, which is a person's own; those on the PATH, and absolute ones, are the machine's. */
const relativeProgram = (program: string): boolean => program.includes("/") && !isAbsolute(program)

const workingFolder = ({ folder = "." }: CommandEvaluatorConfig, folders: readonly string[]): string => {
  const candidates = candidatesOf(folder, folders)
  const found = candidates.find((path) => statSync(path, { throwIfNoEntry: false })?.isDirectory())
  if (found === undefined)
    throw new OutsideProblem(`config field evaluator.folder: there is no folder ${candidates.join(", nor ")}`)
  return found
}

const candidatesOf = (name: string, folders: readonly string[]): readonly string[] => [
  ...new Set(folders.map((folder) => resolve(folder, name)))
]

/** Words of a command are taken for files where they look like one and there is one. */
const findFile = (name: string, folders: readonly string[]): string | undefined =>
  /[./]/.test(basename(name)) || name.includes("/")
    ? candidatesOf(name, folders).find((path) => statSync(path, { throwIfNoEntry: false })?.isFile())
    : undefined

const requireFile = (name: string, folders: readonly string[], field: string): string => {
  const candidates = candidatesOf(name, folders)
  const found = candidates.find((path) => existsSync(path))
  if (found === undefined)
    throw new OutsideProblem(`config field evaluator.${field}: there is no file ${candidates.join(", nor ")}`)
  return found
}

const isSmall = (file: string): boolean => statSync(file).size <= PINNED_BYTES_MAX
