/** From a recorded config to the pure rules that it stands for. */
import { Effect } from "effect"
import type { Rules } from "../domain/breeding.ts"
import { makePolicy } from "../domain/policy.ts"
import type { RunConfig } from "../domain/run-config.ts"
import { OutsideProblem } from "../spaces/outside.ts"
import { makeSpace, spaceConfig } from "../spaces/registry.ts"
import { BadInput } from "./bad-input.ts"
import { systemOutside } from "./outside.ts"

/** Throws where the config names a space that this version does not know, or a file that is not what it was. */
export const rulesOf = (config: RunConfig): Rules => ({
  seed: config.seed,
  policy: makePolicy(config.policy),
  space: makeSpace(spaceConfig.parse(config.space), systemOutside)
})

/** The same, failing with a sentence: for logs that may come from another version of this program. */
export const findRules = (config: RunConfig): Effect.Effect<Rules, BadInput> =>
  Effect.try({
    try: () => rulesOf(config),
    catch: (error) =>
      new BadInput({
        message:
          error instanceof OutsideProblem
            ? error.message
            : `the space “${config.space.kind}” of this run is not known to this version of Cambrian`
      })
  })
