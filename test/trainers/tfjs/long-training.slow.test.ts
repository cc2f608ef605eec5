/** 2,000 training steps leave nothing behind: tensors, the wasm heap and the process's memory stay as they were. */
import * as tf from "@tensorflow/tfjs-core"
import { Effect } from "effect"
import { beforeAll, expect, it } from "vitest"
import { learnerSteps } from "../../../bench/training/learner-steps.ts"
import { startBackend } from "../../../src/trainers/tfjs/backends/start-backend.ts"
import { wasmBackend } from "../../../src/trainers/tfjs/wasm/wasm-backend.ts"

const STEPS = 2000
const SETTLED = 300
const MIB = 2 ** 20

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

const footprint = () => ({
  tensors: tf.memory().numTensors,
  buffers: tf.memory().numDataBuffers,
  heapBytes: wasmBackend(tf.backend()).heap().byteLength,
  residentMiB: process.memoryUsage().rss / MIB
})

it.each(["plain3", "sep3"] as const)(
  "%s, batch 4",
  async (network) => {
    const step = await learnerSteps("started", network, 4)
    for (let i = 0; i < SETTLED; i++) await step()
    const before = footprint()
    for (let i = SETTLED; i < STEPS; i++) await step()
    const after = footprint()
    expect(after.tensors).toBe(before.tensors)
    expect(after.buffers).toBe(before.buffers)
    expect(after.heapBytes).toBe(before.heapBytes)
    // V8 enlarges its own heap once or twice by tens of MiB; 60 kB a step would be seen.
    expect(after.residentMiB).toBeLessThan(before.residentMiB + 100)
  },
  300_000
)
