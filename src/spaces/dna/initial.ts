/**
 * The initial individual of Large-Scale Evolution (Real et al. 2017, section "Initial conditions"): a model without
 * any convolution, whose classifier sees no more than the mean of each channel of the image. It is a bad one on
 * purpose, so that evolution has to discover everything. All initial individuals have this structure; only the id of
 * the classifier's weights is their own.
 */
import type { RandomStream } from "../../domain/random-stream.ts"
import { freshIds } from "./choice.ts"
import { type DnaGenome, INPUT, OUTPUT } from "./genome.ts"
import { BACKBONE_PRECEDENCE } from "./graph.ts"

const INITIAL_LEARNING_RATE = 0.1

export const initialDna = (stream: RandomStream): DnaGenome => {
  const fresh = freshIds(undefined, stream)
  return {
    learningRate: INITIAL_LEARNING_RATE,
    vertices: [
      {
        id: INPUT,
        type: "LINEAR",
        inputsMutable: false,
        outputsMutable: true,
        propertiesMutable: false
      },
      {
        id: OUTPUT,
        type: "LINEAR",
        inputsMutable: true,
        outputsMutable: false,
        propertiesMutable: false
      }
    ],
    edges: [
      {
        id: fresh("e"),
        from: INPUT,
        to: OUTPUT,
        type: "IDENTITY",
        depthPrecedence: BACKBONE_PRECEDENCE,
        scalePrecedence: BACKBONE_PRECEDENCE
      }
    ],
    classifier: fresh("w")
  }
}
