/**
 * Starts a program in a process group of its own, which never outlives the process that started it, however that ends.
 * A watcher in the group holds the reading end of a pipe; when nobody holds the other end any more, it kills the group.
 * What has left the group (a daemon, a container) is out of reach.
 */
import { type ChildProcess, spawn } from "node:child_process"

export interface GroupOptions {
  readonly file: string
  readonly args: readonly string[]
  readonly folder: string
  readonly environment: Readonly<Record<string, string | undefined>>
  /** All that the program finds on its standard input. */
  readonly input: string
  readonly onOutput: (bytes: Uint8Array) => void
  readonly onError: (bytes: Uint8Array) => void
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Why it was not even started; undefined where it was. */
  readonly startError?: string | undefined
}

export interface ProcessGroup {
  /** Never rejects. All output has been handed over by then. */
  readonly ended: Promise<Ended>
  readonly kill: () => void
}

/** The watcher must hold none of the program's channels, or these would seem open for as long as it lives. */
const WATCHED = '{ read -r _ <&3; kill -KILL 0; } <&3 >/dev/null 2>&1 & exec "$@" 3<&-'

/** What has left the group can keep the channels open for ever; nobody waits for it any longer than that. */
const CHANNELS_CLOSE_MS = 2000

export const startGroup = (options: GroupOptions): ProcessGroup => {
  const child = spawn("/bin/sh", ["-c", WATCHED, "sh", options.file, ...options.args], {
    cwd: options.folder,
    env: options.environment,
    detached: true,
    stdio: ["pipe", "pipe", "pipe", "pipe"]
  })
  let isOver = false
  const kill = (): void => {
    // Once nobody is left, the number may be another's.
    if (child.pid === undefined || isOver) return
    try {
      process.kill(-child.pid, "SIGKILL")
    } catch {
      // Nobody is left in it.
    }
  }
  child.stdout?.on("data", options.onOutput)
  child.stderr?.on("data", options.onError)
  for (const channel of child.stdio) channel?.on("error", ignore)
  child.stdin?.end(options.input)
  child.on("exit", () => {
    kill()
    isOver = true
  })
  return { ended: endOf(child), kill }
}

/** A program need not read what it is told, and may end before it has. */
const ignore = (): void => undefined

const endOf = (child: ChildProcess): Promise<Ended> =>
  new Promise((resolve) => {
    child.on("error", ({ message }) => resolve({ code: null, signal: null, startError: message }))
    child.on("exit", (code, signal) => {
      const timer = setTimeout(() => resolve({ code, signal }), CHANNELS_CLOSE_MS)
      child.on("close", () => {
        clearTimeout(timer)
        resolve({ code, signal })
      })
    })
  })
