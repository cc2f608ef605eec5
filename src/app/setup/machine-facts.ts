/** What the set-up of native TensorFlow must know of this machine. Nothing is changed while it looks. */
import { execFile } from "node:child_process"
import { accessSync, constants, existsSync, statfsSync } from "node:fs"
import { dirname } from "node:path"

export interface MachineFacts {
  readonly platform: string
  readonly architecture: string
  /** The version of the GNU C library; undefined where there is another one. */
  readonly glibc: string | undefined
  readonly freeBytes: number
  readonly isWritable: boolean
  /** The first line of what each program says of its version; undefined where it does not run. */
  readonly compiler: string | undefined
  readonly pip: string | undefined
  readonly npm: string | undefined
}

const TIMEOUT_MS = 20_000

export const compilerName = (): string => process.env.CXX || "g++"
export const pythonName = (): string => process.env.PYTHON || "python3"

const versionOf = (program: string, args: readonly string[]): Promise<string | undefined> =>
  new Promise((resolve) => {
    execFile(program, args, { timeout: TIMEOUT_MS }, (error, stdout) =>
      resolve(error === null ? stdout.trim().split("\n")[0] : undefined)
    )
  })

const glibcVersion = (): string | undefined => {
  const report: unknown = process.report.getReport()
  const header =
    typeof report === "object" && report !== null && "header" in report ? report.header : undefined
  if (typeof header !== "object" || header === null || !("glibcVersionRuntime" in header)) return undefined
  return typeof header.glibcVersionRuntime === "string" ? header.glibcVersionRuntime : undefined
}

/** The folder itself, or the nearest one above that is there. */
const existing = (folder: string): string =>
  existsSync(folder) || dirname(folder) === folder ? folder : existing(dirname(folder))

const canWrite = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK)
    return true
  } catch {
    return false
  }
}

export const lookAtMachine = async (folder: string): Promise<MachineFacts> => {
  const there = existing(folder)
  const disk = statfsSync(there)
  const [compiler, pip, npm] = await Promise.all([
    versionOf(compilerName(), ["--version"]),
    versionOf(pythonName(), ["-m", "pip", "--version"]),
    versionOf("npm", ["--version"])
  ])
  return {
    platform: process.platform,
    architecture: process.arch,
    glibc: glibcVersion(),
    freeBytes: disk.bavail * disk.bsize,
    isWritable: canWrite(there),
    compiler,
    pip,
    npm
  }
}
