/** What an evaluator may use beside its config and its space: it depends on the machine that it runs on. */
import type { Outside } from "../spaces/outside.ts"

export interface Surroundings {
  /** Tables and modules that a person brought along. */
  readonly outside?: Outside | undefined
  /** The folder of the weights that individuals end with and their children begin with. */
  readonly weightsFolder?: string | undefined
}
