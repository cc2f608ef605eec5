/** How the tests set the LSTM controller: small, and fast enough to be seen to learn. */
import { Effect } from "effect"
import type { Controller } from "../../../../src/domain/controller.ts"
import {
  type LstmControllerConfig,
  makeLstmController
} from "../../../../src/trainers/tfjs/controller/lstm-controller.ts"

export const LSTM_SETTINGS: Omit<LstmControllerConfig, "options"> = {
  learningRate: 0.02,
  entropyWeight: 0.001,
  clip: 0.2,
  epochs: 4,
  units: 24
}

export const makeSmallLstm = (
  options: readonly number[],
  changes: Partial<LstmControllerConfig> = {}
): Promise<Controller> => Effect.runPromise(makeLstmController({ ...LSTM_SETTINGS, options, ...changes }))
