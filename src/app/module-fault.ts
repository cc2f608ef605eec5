/** A person's module that throws in the middle of a run ends it: whose fault that is, and what to do. */
import type { EngineError } from "../actors/supervisor.ts"
import type { RunConfig } from "../domain/run-config.ts"
import { BadInput } from "./bad-input.ts"

/** `undefined` where the modules of the run's space and policy have nothing to do with it. */
export const faultOfModule = ({ policy, space }: RunConfig, error: EngineError): BadInput | undefined => {
  if (error._tag !== "ActorFailed") return undefined
  const parts = { space, policy }
  for (const [what, part] of Object.entries(parts)) {
    if (part.kind !== "module" || !("module" in part) || !error.reason.startsWith(`${part.module}: `))
      continue
    return new BadInput({
      message: `${error.reason}; the run has stopped, and nothing of it is lost. Correct the module and start a new run, since with another module it is another ${what}`
    })
  }
  return undefined
}
