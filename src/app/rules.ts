/** From a recorded config to the pure rules that it stands for. */
import { Effect } from "effect"
import type { Rules } from "../domain/breeding.ts"
import { makePolicy, policyProblem } from "../domain/policies/registry.ts"
import type { RunConfig } from "../domain/run-config.ts"
import type { Space } from "../domain/space.ts"
import { makeSpace, spaceConfig } from "../spaces/registry.ts"
import { BadInput } from "./bad-input.ts"
import { controllerOf } from "./controllers.ts"
import { systemOutside } from "./outside.ts"
import { tryOutside } from "./try-outside.ts"

/** Fails with a sentence where the config names a space that this version does not know, or a file that is not what it was. */
export const spaceOf = (config: RunConfig): Effect.Effect<Space, BadInput> => {
  const parsed = spaceConfig.safeParse(config.space)
  if (!parsed.success) {
    return Effect.fail(
      new BadInput({
        message: `the space “${config.space.kind}” of this run is not known to this version of Cambrian`
      })
    )
  }
  return tryOutside(() => makeSpace(parsed.data, systemOutside))
}

/** Fails with a sentence, too, where policy and space do not fit together. */
export const rulesOf = (config: RunConfig): Effect.Effect<Rules, BadInput> =>
  Effect.gen(function* () {
    const { seed } = config
    const space = yield* spaceOf(config)
    const misfit = policyProblem(config.policy, space)
    if (misfit !== undefined) return yield* new BadInput({ message: misfit })
    const controller = yield* controllerOf(config.policy, space)
    const policy = yield* tryOutside(() =>
      makePolicy(config.policy, { seed, space, controller, exports: exportsOf(config.policy) })
    )
    return { seed, policy, space }
  })

/** What the module of a policy of one's own exports. Throws OutsideProblem where it is not what it was. */
const exportsOf = (policy: RunConfig["policy"]): Readonly<Record<string, unknown>> | undefined =>
  policy.kind === "module"
    ? systemOutside.exportsOf({ path: policy.module, hash: policy.moduleHash })
    : undefined
