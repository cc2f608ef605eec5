/** The NVIDIA graphics cards of this machine, as its driver names them; none where there is no driver. */
import { execFile } from "node:child_process"
import { Effect } from "effect"

const TIMEOUT_MS = 5000

export const graphicsCards: Effect.Effect<readonly string[]> = Effect.callback((resume) => {
  const query = ["--query-gpu=name,memory.total", "--format=csv,noheader"]
  execFile("nvidia-smi", query, { timeout: TIMEOUT_MS }, (error, stdout) => {
    const lines = error === null ? stdout.split("\n").filter((line) => line.trim() !== "") : []
    resume(Effect.succeed(lines))
  })
})
