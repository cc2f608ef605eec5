/** Who was retrained, or is being retrained, in the folders beside a log. */
import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import type { BadInput } from "../bad-input.ts"
import { retrainedFolder } from "./default-folder.ts"
import { PLAN_FILE, readAs } from "./folder.ts"
import { planSchema } from "./plan.ts"

/** Of one run. A plan that cannot be read is told of, since whom it names is not known. */
export const retrainedIndividuals = (
  logFile: string,
  run: string
): Effect.Effect<readonly number[], BadInput> =>
  Effect.gen(function* () {
    const folder = retrainedFolder(logFile)
    const found: number[] = []
    for (const name of existsSync(folder) ? readdirSync(folder) : []) {
      const file = join(folder, name, PLAN_FILE)
      if (!existsSync(file)) continue
      const plan = yield* readAs(planSchema, file, "plan")
      if (plan.run === run) found.push(plan.individual)
    }
    return found
  })
