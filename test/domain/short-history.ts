/** A few updates of a controller and their digest, by which two processes can tell that they agree to the bit. */
import { createHash } from "node:crypto"
import type { Controller, Experience } from "../../src/domain/controller.ts"
import { randomStream } from "../../src/domain/random-stream.ts"

export const OPTIONS = [3, 5, 2, 1, 4] as const
const TARGET = [2, 0, 1, 0, 3]

export const shareOnTarget = (decisions: readonly number[]): number =>
  decisions.filter((option, decision) => option === TARGET[decision]).length / TARGET.length

export const sampleBatch = (controller: Controller, parameters: Float64Array, seed: number): Experience[] =>
  Array.from({ length: 8 }, (_, index) => {
    const sampled = controller.sample(parameters, randomStream(seed, "contract", index))
    return { ...sampled, advantage: shareOnTarget(sampled.decisions) - 0.4 }
  })

/** A digest of everything that a controller gives in three updates from the start, seed 5. */
export const shortHistory = (controller: Controller): string => {
  const hash = createHash("sha256")
  let parameters = controller.initial(randomStream(5, "initial", 0))
  for (let round = 0; round < 3; round++) {
    const batch = sampleBatch(controller, parameters, 5 + round)
    const learned = controller.update(parameters, batch)
    hash.update(JSON.stringify([batch, learned.figures])).update(learned.parameters)
    parameters = learned.parameters
  }
  return hash.digest("hex")
}
