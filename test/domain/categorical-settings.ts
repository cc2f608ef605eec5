/** How the tests set the table controller: fast enough to be seen to learn. */
import type { CategoricalControllerConfig } from "../../src/domain/categorical-controller.ts"

export const CATEGORICAL_SETTINGS: Omit<CategoricalControllerConfig, "options"> = {
  learningRate: 3,
  entropyWeight: 0.001
}
