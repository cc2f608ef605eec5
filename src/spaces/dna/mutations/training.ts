/**
 * The mutations that leave the structure alone and change how the child is trained (Real et al. 2017, section
 * "Encoding and mutations"): ALTER-LEARNING-RATE, IDENTITY and RESET-WEIGHTS. With inherited weights a line of
 * individuals that only keep training, at rates that change, evolves its own schedule of learning rates.
 */
import type { MutationOperator } from "../../../domain/space.ts"
import { freshIds } from "../choice.ts"
import { type DnaGenome, weightIds } from "../genome.ts"

/** The rate times 2^u, u uniform in [-1, 1): between half and twice, and a doubling as likely as a halving. */
export const alterLearningRate: MutationOperator<DnaGenome> = (genome, stream) => {
  const learningRate = genome.learningRate * 2 ** (2 * stream.unit() - 1)
  // After more halvings than any run makes there is no smaller number left.
  if (learningRate === 0 || !Number.isFinite(learningRate)) return undefined
  return {
    genome: { ...genome, learningRate },
    change: { from: genome.learningRate, to: learningRate }
  }
}

/** The child is its parent and goes on training from its parent's weights. */
export const identity: MutationOperator<DnaGenome> = (genome) => ({ genome, change: { kept: "weights" } })

/** All weights get new ids, so that none is inherited and all are drawn anew. */
export const resetWeights: MutationOperator<DnaGenome> = (genome, stream) => {
  const fresh = freshIds(genome, stream)
  return {
    genome: {
      ...genome,
      vertices: genome.vertices.map((vertex) =>
        vertex.type === "BN_RELU" ? { ...vertex, weights: fresh("w") } : vertex
      ),
      edges: genome.edges.map((edge) => (edge.type === "CONV" ? { ...edge, weights: fresh("w") } : edge)),
      classifier: fresh("w")
    },
    change: { reset: weightIds(genome).length }
  }
}
