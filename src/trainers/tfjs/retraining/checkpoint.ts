/**
 * What is kept of a retraining at the end of each epoch: all that it takes to go on as if it had never been broken off.
 * One file, written whole, with the weights, the optimiser's vectors and how far the training is.
 */
import { existsSync, readFileSync } from "node:fs"
import { Effect } from "effect"
import * as z from "zod"
import { canonicalJson } from "../../../domain/canonical-json.ts"
import { EvaluationError } from "../../evaluator.ts"
import { writeWholeFile } from "../../whole-file.ts"
import type { BegunTraining } from "../training/training.ts"
import type { NamedTensor, NamedWeights } from "../weights/named-weights.ts"
import { decodeDescribedWeights, encodeWeights } from "../weights/safetensors.ts"

export interface Checkpoint {
  readonly begun: BegunTraining
  readonly weights: NamedWeights
  readonly optimiser: NamedWeights
}

const PARTS = { weights: "weights/", optimiser: "optimiser/" } as const

const begunSchema = z.strictObject({
  stepsDone: z.int().min(1),
  seconds: z.number().min(0),
  isOver: z.boolean(),
  curve: z.record(z.string(), z.array(z.number()))
})

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause))

const failure = (file: string, what: string): EvaluationError =>
  new EvaluationError({ reason: `the checkpoint ${file} ${what}` })

const prefixed = (prefix: string, tensors: NamedWeights): readonly (readonly [string, NamedTensor])[] =>
  [...tensors].map(([name, tensor]) => [`${prefix}${name}`, tensor] as const)

const withPrefix = (prefix: string, tensors: NamedWeights): NamedWeights =>
  new Map(
    [...tensors].flatMap(([name, tensor]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : []
    )
  )

/** Of whom a checkpoint is, so that nobody goes on with one of something else. */
export interface CheckpointOwner {
  /** Identifies what is trained, and how. */
  readonly plan: string
  /** What computes; another gives other bits. */
  readonly device: string
}

export const keepCheckpoint = (
  file: string,
  { plan, device }: CheckpointOwner,
  { begun, weights, optimiser }: Checkpoint
): Effect.Effect<void, EvaluationError> =>
  Effect.try({
    try: () => {
      const tensors = new Map([...prefixed(PARTS.weights, weights), ...prefixed(PARTS.optimiser, optimiser)])
      writeWholeFile(file, encodeWeights(tensors, { plan, device, begun: canonicalJson(begun) }))
    },
    catch: (cause) =>
      failure(file, `could not be written (${messageOf(cause)}); see that there is room and permission`)
  })

/** Undefined where there is none yet. */
export const readCheckpoint = (
  file: string,
  { plan, device }: CheckpointOwner
): Effect.Effect<Checkpoint | undefined, EvaluationError> =>
  Effect.suspend(() => {
    if (!existsSync(file)) return Effect.succeed(undefined)
    return Effect.try({
      try: () => {
        const { weights, metadata } = decodeDescribedWeights(readFileSync(file))
        if (metadata.plan !== plan) throw new Error("it is of another training")
        if (metadata.device !== device)
          throw new Error(`it was begun on ${metadata.device}, and this is ${device}`)
        return {
          begun: begunSchema.parse(JSON.parse(metadata.begun ?? "")),
          weights: withPrefix(PARTS.weights, weights),
          optimiser: withPrefix(PARTS.optimiser, weights)
        }
      },
      catch: (cause) =>
        failure(file, `cannot be gone on with (${messageOf(cause)}); remove it to begin this training anew`)
    })
  })
