/** The guard of every update: parameters that are no numbers would go unnoticed, and sample nonsense ever after. */
import type { Learned } from "./controller.ts"

/** Gives back what was learnt; throws Error where any of it is not finite. */
export const finiteLearning = (learned: Learned): Learned => {
  for (const [name, value] of Object.entries(learned.figures)) {
    if (!Number.isFinite(value)) throw diverged(`its ${name} is ${value}`)
  }
  const wrong = learned.parameters.findIndex((value) => !Number.isFinite(value))
  if (wrong !== -1) throw diverged(`parameter ${wrong} became ${learned.parameters[wrong]}`)
  return learned
}

const diverged = (what: string): Error =>
  new Error(`the controller diverged in an update: ${what}; a lower learning rate may help`)
