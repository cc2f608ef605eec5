/**
 * Where a training step's time goes, kernel by kernel: `node bench/training/profile.ts NETWORK BATCH`. What is left over
 * is JavaScript: the tape, tensors and shapes.
 */
import * as tf from "@tensorflow/tfjs-core"
import { learnerSteps } from "./learner-steps.ts"
import type { NetworkName } from "./networks.ts"

const STEPS = 20

const [, , network = "sep3", batch = "64"] = process.argv
const step = await learnerSteps("wasm", network as NetworkName, Number(batch))
const spent = new Map<string, { ms: number; calls: number }>()
for (const kernel of tf.getKernelsForBackend("wasm")) {
  const original = kernel.kernelFunc
  tf.unregisterKernel(kernel.kernelName, "wasm")
  tf.registerKernel({
    ...kernel,
    kernelFunc: (call) => {
      const startMs = performance.now()
      const result = original(call)
      const entry = spent.get(kernel.kernelName) ?? { ms: 0, calls: 0 }
      spent.set(kernel.kernelName, { ms: entry.ms + performance.now() - startMs, calls: entry.calls + 1 })
      return result
    }
  })
}
for (let i = 0; i < 5; i++) await step()
spent.clear()
const startMs = performance.now()
for (let i = 0; i < STEPS; i++) await step()
const totalMs = performance.now() - startMs

const line = (name: string, ms: number, calls: number): void =>
  console.log(
    `${name.padEnd(40)} ${(ms / STEPS).toFixed(2).padStart(8)} ms ${((100 * ms) / totalMs).toFixed(1).padStart(5)} % ${String(calls / STEPS).padStart(6)} calls`
  )
let inKernelsMs = 0
for (const [name, { ms, calls }] of [...spent].sort(([, a], [, b]) => b.ms - a.ms)) {
  line(name, ms, calls)
  inKernelsMs += ms
}
line("outside of kernels", totalMs - inKernelsMs, 0)
line("a step", totalMs, 0)
