/**
 * The program as a user has it: an operating system process with arguments, two channels and an exit code. It can
 * be interrupted and killed, its trainer processes can be found, and what it has written so far can be read.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process"
import { existsSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { fileURLToPath } from "node:url"
import Database from "better-sqlite3"
import { onTestFinished } from "vitest"
import type { EventRow } from "../../src/log/event-row.ts"

export const PROGRAM = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url))

/** The tests may have been started by a Node that cannot read TypeScript; the program's own Node can. */
const ownNode = fileURLToPath(new URL("../../node_modules/.bin/node", import.meta.url))
export const NODE = existsSync(ownNode) ? ownNode : process.execPath

/** Node keeps what it has compiled here, which makes a start of the program a third cheaper. */
const COMPILE_CACHE = join(tmpdir(), "cambrian-test-compile-cache")

/** How long a test waits for something to happen in another process before it gives up. */
const PATIENCE_MS = 60_000
const LOOK_EVERY_MS = 15

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

export interface Running {
  readonly pid: number
  readonly ended: Promise<Ended>
  readonly hasEnded: () => boolean
  readonly stderrSoFar: () => string
  /** To the process alone, as `kill` does. */
  readonly kill: (signal: NodeJS.Signals) => void
  /** To the process and its trainers, as Ctrl-C in a terminal does. */
  readonly interruptGroup: () => void
}

export interface Surroundings {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
  /** The largest file that the process may write, in KiB: a disk that is full beyond it. */
  readonly fileSizeMaxKiB?: number
}

const commandOf = (args: readonly string[], fileSizeMaxKiB: number | undefined): [string, string[]] =>
  fileSizeMaxKiB === undefined
    ? [NODE, [PROGRAM, ...args]]
    : // bash counts in KiB; the signal that comes with the error is Node's to ignore.
      ["bash", ["-c", `ulimit -f ${fileSizeMaxKiB}; exec "$@"`, "bash", NODE, PROGRAM, ...args]]

/** Starts the program, in a process group of its own. It does not outlive the test. */
export const startCambrian = (args: readonly string[], surroundings: Surroundings = {}): Running => {
  const { CAMBRIAN_DB: _database, npm_lifecycle_event: _script, ...environment } = process.env
  const [command, commandArgs] = commandOf(args, surroundings.fileSizeMaxKiB)
  const child = spawn(command, commandArgs, {
    cwd: surroundings.cwd,
    env: { ...environment, NODE_COMPILE_CACHE: COMPILE_CACHE, ...surroundings.env },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true
  })
  const { pid } = child
  if (pid === undefined) throw new Error(`${command} cannot be started`)
  let stderr = ""
  let hasEnded = false
  const stdout = collect(child.stdout)
  child.stderr?.on("data", (bytes) => {
    stderr += bytes
  })
  const ended = endOf(child).then(({ code, signal }): Ended => {
    hasEnded = true
    return { code, signal, stdout: stdout(), stderr }
  })
  onTestFinished(() => killGroup(pid))
  return {
    pid,
    ended,
    hasEnded: () => hasEnded,
    stderrSoFar: () => stderr,
    kill: (signal) => child.kill(signal),
    interruptGroup: () => process.kill(-pid, "SIGINT")
  }
}

const collect = (stream: ChildProcess["stdout"]): (() => string) => {
  let text = ""
  stream?.on("data", (bytes) => {
    text += bytes
  })
  return () => text
}

const endOf = (child: ChildProcess) =>
  new Promise<Pick<Ended, "code" | "signal">>((resolve, reject) => {
    child.on("error", reject)
    child.on("close", (code, signal) => resolve({ code, signal }))
  })

const killGroup = (pid: number): void => {
  try {
    process.kill(-pid, "SIGKILL")
  } catch {
    // It has ended, as it should.
  }
}

/** Runs the program to its end. */
export const cambrian = (args: readonly string[], surroundings: Surroundings = {}): Promise<Ended> =>
  startCambrian(args, surroundings).ended

/** What `--json` promises: exactly one JSON object on stdout, on one line. */
export const oneObject = ({ code, stdout, stderr }: Ended): unknown => {
  const lines = stdout.split("\n")
  if (lines.length !== 2 || lines[1] !== "")
    throw new Error(
      `stdout is not one line but (exit code ${code}): ${JSON.stringify(stdout)}; stderr: ${stderr}`
    )
  return JSON.parse(lines[0] ?? "")
}

/** Waits until something is true, and fails with what was waited for when it never is. */
export const until = async (what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> => {
  const endMs = Date.now() + PATIENCE_MS
  while (!(await isTrue())) {
    if (Date.now() > endMs) throw new Error(`waited ${PATIENCE_MS} ms in vain for this: ${what}`)
    await pause(LOOK_EVERY_MS)
  }
}

const exists = (pid: number): boolean => {
  // A process that has ended and not been waited for is still in the table, as a zombie.
  const states = execFileSync("ps", ["-A", "-o", "pid=,stat="], { encoding: "utf8" })
  return states.split("\n").some((line) => Number.parseInt(line, 10) === pid && !line.includes("Z"))
}

export const isAlive = exists

/** The trainer processes of a coordinator, by their names. */
export const trainersOf = (coordinator: number): ReadonlyMap<string, number> => {
  const table = execFileSync("ps", ["-A", "-o", "pid=,ppid=,args="], { encoding: "utf8" })
  return new Map(
    table.split("\n").flatMap((line) => {
      const [, pid, parent, args = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? []
      const name = /trainer-process\.ts .*--name (\S+)/.exec(args)?.[1]
      return name !== undefined && Number(parent) === coordinator ? [[name, Number(pid)] as const] : []
    })
  )
}

/**
 * A folder for one test. It is in memory where the system has such a place: what is tested here is processes that
 * die, not machines, and a slow disk would only make the tests wait.
 */
export const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "cambrian-test-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

const EVENTS = "SELECT seq, kind, version, at, individual, payload, hash FROM events ORDER BY seq"

/** Reads a log as any reader may, while it is being written; undefined while there is no log. */
const reading = <A>(file: string, read: (database: Database.Database) => A): A | undefined => {
  if (!existsSync(file)) return undefined
  const database = new Database(file, { readonly: true, timeout: 10_000 })
  try {
    const ready = database.prepare("SELECT count(*) FROM sqlite_schema WHERE name = 'events'").pluck().get()
    return ready === 0 ? undefined : read(database)
  } finally {
    database.close()
  }
}

/** The rows of a log of one run, as they lie in the file. */
export const rowsOf = (file: string): readonly EventRow[] =>
  reading(file, (database) => database.prepare<[], EventRow>(EVENTS).all()) ?? []

const countOf = (file: string): number =>
  reading(file, (database) => Number(database.prepare("SELECT count(*) FROM events").pluck().get())) ?? 0

/** Waits until the log is so long; false when the process has ended before. */
export const untilEvents = async (file: string, count: number, running: Running): Promise<boolean> => {
  await until(`the log has ${count} events`, () => running.hasEnded() || countOf(file) >= count)
  return !running.hasEnded()
}
