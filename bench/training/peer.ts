/** A peer as a child process that waits to be told to train. */
import { type ChildProcess, spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { fileURLToPath } from "node:url"
import type { NetworkName } from "./networks.ts"

export interface Rates {
  /** Images a second by the clock. */
  readonly rate: number
  /** Images a second of the processor's time, which other jobs on the machine disturb less. */
  readonly processorRate: number
}

export interface Peer {
  readonly name: string
  readonly measure: (durationMs: number) => Promise<Rates>
  readonly end: () => void
}

const WORKER = fileURLToPath(new URL("./worker.ts", import.meta.url))
const PYTORCH_WORKER = fileURLToPath(new URL("./peer.py", import.meta.url))

/** A Python that has PyTorch. */
export const PYTHON = process.env.CAMBRIAN_PYTHON

const commandOf = (name: string): readonly [string, ...string[]] =>
  name === "pytorch" ? [PYTHON ?? "python3", PYTORCH_WORKER] : [process.execPath, WORKER, name]

const nextLine = (child: ChildProcess, lines: AsyncIterator<string>): Promise<string> =>
  lines.next().then(({ value, done }) => {
    if (done) throw new Error(`a peer of the bench ended with code ${child.exitCode}`)
    return value
  })

/** Gives the peer when it is ready, or throws where it cannot start. */
export const startPeer = async (name: string, network: NetworkName, batch: number): Promise<Peer> => {
  const [program, ...args] = commandOf(name)
  const child = spawn(program, [...args, network, String(batch)], {
    stdio: ["pipe", "pipe", "inherit"]
  })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  await nextLine(child, lines)
  return {
    name,
    measure: async (durationMs) => {
      child.stdin.write(`${durationMs}\n`)
      return JSON.parse(await nextLine(child, lines)) as Rates
    },
    end: () => {
      child.kill()
    }
  }
}
