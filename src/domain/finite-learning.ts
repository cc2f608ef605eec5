/** The guard of every update: parameters that are no numbers would go unnoticed, and sample nonsense ever after. */
import type { Learned } from "./controller.ts"

/** The run cannot go on with such a controller, and no one but its config is to blame. */
export class ControllerDiverged extends Error {
  override readonly name = "ControllerDiverged"
}

/** Gives back what was learnt; throws ControllerDiverged where any of it is not finite. */
export const finiteLearning = (learned: Learned): Learned => {
  for (const [name, value] of Object.entries(learned.figures)) {
    if (!Number.isFinite(value)) throw diverged(`its ${name} is ${value}`)
  }
  const wrong = learned.parameters.findIndex((value) => !Number.isFinite(value))
  if (wrong !== -1) throw diverged(`parameter ${wrong} became ${learned.parameters[wrong]}`)
  return learned
}

const diverged = (what: string): ControllerDiverged =>
  new ControllerDiverged(
    `the controller diverged in an update: ${what}; start a new run with a lower policy.learningRate`
  )
