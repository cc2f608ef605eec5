/** Finds the program of a command as the operating system would, and says in words why it cannot be started. */
import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs"
import { delimiter, isAbsolute, resolve } from "node:path"

export interface WantedProgram {
  /** A name without a slash is looked for on the path; all else is a path, relative to the folder. */
  readonly name: string
  readonly folder: string
  /** The PATH of the environment that it will be started in. */
  readonly path: string
}

/** Where the program is, or why there is none that can be started. */
export type FoundProgram =
  | { readonly file: string }
  /** A sentence without its end: what is wrong, and what to do about it. */
  | { readonly problem: string }

export const findProgram = (wanted: WantedProgram): FoundProgram => {
  const { folder, name, path } = wanted
  if (name.includes("/")) return startable(resolve(folder, name))
  const candidates = path.split(delimiter).map((directory) => resolve(folder, directory, name))
  const found = candidates.find(isExecutable)
  return found === undefined
    ? {
        problem: `there is no program “${name}” on the PATH; install it, or give its path (one beside the config is “./${name}”)`
      }
    : startable(found)
}

const startable = (file: string): FoundProgram => {
  if (!isFile(file)) return { problem: `there is no program ${file}; correct the path` }
  if (!isExecutable(file))
    return { problem: `${file} may not be executed; run “chmod +x” on it, or name its interpreter before it` }
  const interpreter = interpreterOf(file)
  return interpreter === undefined || isExecutable(interpreter)
    ? { file }
    : {
        problem: `${file} wants the interpreter ${interpreter} by its first line, and there is none; correct that line`
      }
}

const isFile = (file: string): boolean => statSync(file, { throwIfNoEntry: false })?.isFile() === true

const isExecutable = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return isFile(file)
  } catch {
    return false
  }
}

/** Linux reads no more of a first line. */
const FIRST_LINE_BYTES = 256

/** What a script names after “#!”; undefined for other programs, and for those that may be executed but not read. */
const interpreterOf = (file: string): string | undefined => {
  const bytes = Buffer.alloc(FIRST_LINE_BYTES)
  try {
    const handle = openSync(file, "r")
    try {
      readSync(handle, bytes)
    } finally {
      closeSync(handle)
    }
  } catch {
    return undefined
  }
  const [, interpreter] = /^#![ \t]*([^ \t\r\n\0]+)/.exec(bytes.toString("latin1")) ?? []
  return interpreter !== undefined && isAbsolute(interpreter) ? interpreter : undefined
}
