/**
 * Starts the TensorFlow.js backend of this process, once: loads it quietly, with what TensorFlow.js 4.22 lacks or has
 * wrong for training put right, and lets the gradient self-test decide whether it may be used.
 */
import { Effect } from "effect"
import { cacheFolder } from "../../../datasets/cache-folder.ts"
import { EvaluatorUnavailable } from "../../evaluator-unavailable.ts"
import type { BackendChoice } from "../config.ts"
import { correct } from "../corrections/correct.ts"
import { type GradientCheck, runGradientSelfTest } from "../gradient-check/gradient-self-test.ts"
import { checkGradients, verdictFile } from "../gradient-check/remembered-verdict.ts"
import { type Backend, type BackendFacts, type BackendName, describeBackend } from "./backend.ts"
import { BACKENDS } from "./registry.ts"

export interface StartedBackend {
  readonly name: BackendName
  readonly facts: BackendFacts
  /** In words, for the log. */
  readonly device: string
  readonly gradients: readonly GradientCheck[]
}

const unavailable = (reason: string): EvaluatorUnavailable => new EvaluatorUnavailable({ reason })

const choose = (choice: BackendChoice): Effect.Effect<Backend, EvaluatorUnavailable> => {
  // What “auto” means is decided before a run begins; who asks for it here gets what works everywhere.
  const backend = BACKENDS[choice === "auto" ? "wasm" : choice]
  const obstacle = backend.obstacle()
  return obstacle === undefined ? Effect.succeed(backend) : Effect.fail(unavailable(obstacle))
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

/** Those without a driver or a library of the machine's. */
const ONLY_CODE: ReadonlySet<BackendName> = new Set(["wasm", "cpu"])

/** Whether the reference is computed again for gradients that have the very bits of gradients that were right. */
export type GradientTest = "as remembered" | "in full"

/** Starts the backend, or gives the one that this process has already started. */
export const startBackend = Effect.fnUntraced(function* (
  choice: BackendChoice,
  gradientTest: GradientTest = "as remembered"
) {
  const backend = yield* choose(choice)
  const { name } = backend
  if (started !== undefined && started.name !== name) {
    return yield* unavailable(
      `this process already trains on ${started.name} and cannot change to ${name}; start another process`
    )
  }
  if (started !== undefined) return started
  const facts = yield* Effect.tryPromise({
    try: backend.load,
    catch: (cause) =>
      unavailable(
        `the backend ${name} did not start: ${cause instanceof Error ? cause.message : String(cause)}`
      )
  })
  correct(name)
  const device = describeBackend(name, facts)
  const gradients = yield* Effect.promise(() =>
    gradientTest === "in full"
      ? runGradientSelfTest()
      : checkGradients(verdictFile(cacheFolder(), device), ONLY_CODE.has(name))
  )
  const complaint = gradientComplaint(gradients)
  if (complaint !== undefined) return yield* unavailable(complaint)
  started = { name, facts, device, gradients }
  return started
})
