/** From a recorded config to the pure rules that it stands for. */
import { Effect } from "effect"
import type { Rules } from "../domain/breeding.ts"
import { makePolicy } from "../domain/policies/registry.ts"
import type { RunConfig } from "../domain/run-config.ts"
import type { Space } from "../domain/space.ts"
import { makeSpace, spaceConfig } from "../spaces/registry.ts"
import { BadInput } from "./bad-input.ts"
import { controllerOf } from "./controllers.ts"

/** Fails with a sentence where the config names a space that this version does not know. */
export const spaceOf = (config: RunConfig): Effect.Effect<Space, BadInput> => {
  const parsed = spaceConfig.safeParse(config.space)
  return parsed.success
    ? Effect.succeed(makeSpace(parsed.data))
    : Effect.fail(
        new BadInput({
          message: `the space “${config.space.kind}” of this run is not known to this version of Cambrian`
        })
      )
}

/** Fails with a sentence, too, where policy and space do not fit together. */
export const rulesOf = (config: RunConfig): Effect.Effect<Rules, BadInput> =>
  Effect.gen(function* () {
    const { seed } = config
    const space = yield* spaceOf(config)
    const controller = yield* controllerOf(config.policy, space)
    const policy = yield* Effect.try({
      try: () => makePolicy(config.policy, { seed, space, controller }),
      catch: (error) => new BadInput({ message: error instanceof Error ? error.message : String(error) })
    })
    return { seed, policy, space }
  })
