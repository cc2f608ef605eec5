/** A person's module that throws in the middle of a run ends it: whose fault that is, and what to do. */
import type { EngineError } from "../actors/supervisor.ts"
import type { RunConfig } from "../domain/run-config.ts"
import { BadInput } from "./bad-input.ts"

/** `undefined` where the module of the run's space has nothing to do with it. */
export const faultOfModule = ({ space }: RunConfig, error: EngineError): BadInput | undefined => {
  if (error._tag !== "ActorFailed" || space.kind !== "module") return undefined
  if (!error.reason.startsWith(`${space.module}: `)) return undefined
  return new BadInput({
    message: `${error.reason}; the run has stopped, and nothing of it is lost. Correct the module and start a new run, since with another module it is another space`
  })
}
