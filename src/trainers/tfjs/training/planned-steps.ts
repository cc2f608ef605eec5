/** Which images a training sees at which step: epochs of batches, each in an order of its own. */
import type { LabelledImages } from "../../../datasets/labelled-images.ts"
import { permutation } from "../../../datasets/permutation.ts"
import { randomStream, type Seed } from "../../../domain/random-stream.ts"
import type { TfjsConfig } from "../config.ts"
import type { StepCounts } from "./learning-rate.ts"

/** A batch normalisation of one image is the image against itself, so a last batch of one is left out. */
const BATCH_MIN = 2

type LengthConfig = Pick<TfjsConfig, "epochs" | "batchSize" | "stepsMax">

/** How long a training is: the last batch of an epoch may be smaller than the others, and the last epoch shorter. */
export const countSteps = ({ epochs, batchSize, stepsMax }: LengthConfig, images: number): StepCounts => {
  const rest = images % batchSize
  const stepsOfEpoch = Math.floor(images / batchSize) + (rest >= BATCH_MIN ? 1 : 0)
  return { stepsOfEpoch, steps: Math.min(epochs * stepsOfEpoch, stepsMax ?? Number.POSITIVE_INFINITY) }
}

export interface PlannedStep {
  /** From 0. */
  readonly number: number
  /** From 0. */
  readonly epoch: number
  readonly indexes: Uint32Array
}

interface Planned {
  readonly images: LabelledImages
  readonly seed: Seed
  readonly config: LengthConfig
}

/** `stepsDone` are left out: those of the epochs that are over already. */
export function* plannedSteps({ config, images, seed }: Planned, stepsDone = 0): Generator<PlannedStep> {
  const { steps, stepsOfEpoch } = countSteps(config, images.count)
  let number = stepsDone
  for (let epoch = Math.ceil(stepsDone / stepsOfEpoch); number < steps; epoch++) {
    const order = permutation(images.count, randomStream(seed, "epoch-order", epoch))
    for (let start = 0; start < order.length && number < steps; start += config.batchSize) {
      const indexes = order.subarray(start, start + config.batchSize)
      if (indexes.length >= BATCH_MIN) yield { number: number++, epoch, indexes }
    }
  }
}
