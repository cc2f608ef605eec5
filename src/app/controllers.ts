/** The controller that a policy of reinforcement learning is made with. TensorFlow.js is loaded only for the LSTM. */
import { Effect } from "effect"
import { makeCategoricalController } from "../domain/categorical-controller.ts"
import type { Controller } from "../domain/controller.ts"
import type { PolicyConfig } from "../domain/policies/config.ts"
import { reinforceSettings } from "../domain/policies/reinforcement.ts"
import type { Space } from "../domain/space.ts"
import { BadInput } from "./bad-input.ts"

/** Undefined for policies and spaces that have none; whether they fit together is for `makePolicy` to say. */
export const controllerOf = (
  policy: PolicyConfig,
  space: Space
): Effect.Effect<Controller | undefined, BadInput> => {
  if (policy.kind !== "reinforce" || space.decisions === undefined) return Effect.succeed(undefined)
  const { options } = space.decisions
  const settings = { ...reinforceSettings(policy), options }
  if (policy.controller === "categorical") return Effect.succeed(makeCategoricalController(settings))
  return Effect.tryPromise({
    try: () => import("../trainers/tfjs/controller/lstm-controller.ts"),
    catch: (cause) => new BadInput({ message: `TensorFlow.js cannot be loaded: ${String(cause)}` })
  }).pipe(
    Effect.flatMap(({ LSTM_CONTROLLER_DEFAULTS, makeLstmController }) =>
      makeLstmController({ ...LSTM_CONTROLLER_DEFAULTS, ...settings })
    ),
    Effect.catchTag("EvaluatorUnavailable", ({ reason }) => Effect.fail(new BadInput({ message: reason })))
  )
}
