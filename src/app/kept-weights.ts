/**
 * The weights that a run will ask for when it goes on. Without them every child would fail in turn, and for good, so
 * whoever lost them is told before the run goes on, while they can still be put back.
 */
import { existsSync } from "node:fs"
import { Effect } from "effect"
import type { RunState } from "../domain/run-state.ts"
import { weightsFile } from "../trainers/tfjs/weights/weights-file.ts"
import { BadInput } from "./bad-input.ts"

/** Policies whose children have no parents, and so inherit nothing. */
const CHILDLESS: ReadonlySet<string> = new Set(["random", "reinforce"])

const heirlooms = ({ births, config, population }: RunState, cycles: number) =>
  births >= cycles || CHILDLESS.has(config?.policy.kind ?? "")
    ? []
    : population.list().map(({ weights }) => weights)

/** The content names: of those alive, who may have children; for those on their way; for the test of the best. */
const neededWeights = (state: RunState, cycles: number): ReadonlySet<string> =>
  new Set(
    [
      ...heirlooms(state, cycles),
      ...[...state.pending.values()].map(({ inherits }) => inherits),
      state.tested === null ? state.best?.inherits : undefined
    ].filter((name) => name !== undefined)
  )

/** `folder` is undefined where the log is in memory, and keeps no weights. */
export const requireWeights = (
  folder: string | undefined,
  name: string,
  { state, cycles }: { readonly state: RunState; readonly cycles: number }
): Effect.Effect<void, BadInput> =>
  Effect.suspend(() => {
    if (folder === undefined) return Effect.void
    const needed = neededWeights(state, cycles)
    const missing = [...needed].filter((weights) => !existsSync(weightsFile(folder, weights)))
    const [first] = missing
    return first === undefined
      ? Effect.void
      : Effect.fail(
          new BadInput({
            message: `run ${name} cannot go on: of the ${needed.size} weights files that children may inherit from, ${missing.length} are missing in ${folder} (such as ${first}.safetensors); put them back, or start a new run`
          })
        )
  })
