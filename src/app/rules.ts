/** From a recorded config to the pure rules that it stands for. */
import type { Rules } from "../domain/breeding.ts"
import { makePolicy } from "../domain/policy.ts"
import type { RunConfig } from "../domain/run-config.ts"
import { makeSpace, spaceConfig } from "../spaces/registry.ts"

/** Throws where the config names a space that this version does not know. */
export const rulesOf = (config: RunConfig): Rules => ({
  seed: config.seed,
  policy: makePolicy(config.policy),
  space: makeSpace(spaceConfig.parse(config.space))
})
