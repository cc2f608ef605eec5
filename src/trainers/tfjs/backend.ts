/**
 * Starts the TensorFlow.js backend of this process, once: loads it quietly, puts right what TensorFlow.js 4.22
 * lacks or has wrong for training, and lets the gradient self-test decide whether it may be used.
 */
import * as tf from "@tensorflow/tfjs-core"
// Only for its effect: the Node bundle of tfjs-core registers no gradients by itself; tfjs-layers does.
import "@tensorflow/tfjs-layers"
import { Effect } from "effect"
import { EvaluatorUnavailable } from "../evaluator-unavailable.ts"
import type { BackendChoice } from "./config.ts"
import { type GradientCheck, runGradientSelfTest } from "./gradient-check/gradient-self-test.ts"
import { composedGradients } from "./gradients/composed-gradients.ts"
import { installGradients } from "./gradients/install-gradients.ts"
import { kernelGradients } from "./gradients/kernel-gradients.ts"
import { installComposedBatchNorm } from "./operations/composed-batch-normalisation.ts"
import { installWasmKernels } from "./wasm/install-kernels.ts"
import { captureMemory } from "./wasm/kernel-module.ts"

type WorkingBackend = "wasm" | "cpu"

export interface StartedBackend {
  readonly name: WorkingBackend
  /** In words, for the log. */
  readonly device: string
  readonly gradients: readonly GradientCheck[]
}

const DEVICES: Readonly<Record<WorkingBackend, string>> = {
  wasm: "wasm (1 thread)",
  cpu: "cpu (plain JavaScript)"
}

const unavailable = (reason: string): EvaluatorUnavailable => new EvaluatorUnavailable({ reason })

const choose = (choice: BackendChoice): Effect.Effect<WorkingBackend, EvaluatorUnavailable> => {
  if (choice === "auto") return Effect.succeed("wasm")
  if (choice === "wasm" || choice === "cpu") return Effect.succeed(choice)
  return Effect.fail(
    unavailable(
      `the TensorFlow.js backend "${choice}" is not supported yet; set evaluator.backend to "auto" or "wasm"`
    )
  )
}

const set = async (name: WorkingBackend): Promise<void> => {
  if (!(await tf.setBackend(name))) throw new Error("TensorFlow.js could not initialise it")
}

/** Every backend starts with gradients that are right on it, from where they are right. */
const starts: Readonly<Record<WorkingBackend, () => Promise<void>>> = {
  wasm: async () => {
    await import("@tensorflow/tfjs-backend-wasm")
    await installWasmKernels(await captureMemory(() => set("wasm")))
    installGradients(kernelGradients)
  },
  cpu: async () => {
    await import("@tensorflow/tfjs-backend-cpu")
    await set("cpu")
    installGradients(composedGradients)
  }
}

const load = async (name: WorkingBackend): Promise<void> => {
  tf.enableProdMode()
  await starts[name]()
  installComposedBatchNorm()
}

/** The sentence that a failed self-test ends a trainer with, or `undefined` where every gradient is right. */
export const gradientComplaint = (checks: readonly GradientCheck[]): string | undefined => {
  const wrong = checks.filter(({ ok }) => !ok)
  if (wrong.length === 0) return undefined
  const names = wrong
    .map(({ operation, error, refusal }) => `${operation} (${refusal ?? `error ${error.toPrecision(2)}`})`)
    .join(", ")
  return `this backend computes wrong gradients for ${names}; training on it would mislead the search, so choose another backend`
}

let started: StartedBackend | undefined

/** Starts the backend, or gives the one that this process has already started. */
export const startBackend = Effect.fnUntraced(function* (choice: BackendChoice) {
  const name = yield* choose(choice)
  if (started !== undefined && started.name !== name) {
    return yield* unavailable(
      `this process already trains on ${started.name} and cannot change to ${name}; start another process`
    )
  }
  if (started !== undefined) return started
  yield* Effect.tryPromise({
    try: () => load(name),
    catch: (cause) =>
      unavailable(`the TensorFlow.js backend ${name} did not start (${String(cause)}); reinstall its package`)
  })
  const gradients = runGradientSelfTest()
  const complaint = gradientComplaint(gradients)
  if (complaint !== undefined) return yield* unavailable(complaint)
  started = { name, device: DEVICES[name], gradients }
  return started
})
