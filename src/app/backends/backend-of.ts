/** The backend in the config of a run, for runs that train by TensorFlow.js; others have none. */
import type { RunConfig } from "../../domain/run-config.ts"
import { evaluatorConfig } from "../../trainers/registry.ts"
import type { BackendChoice } from "../../trainers/tfjs/config.ts"

export const backendOf = ({ evaluator }: RunConfig): BackendChoice | undefined => {
  const parsed = evaluatorConfig.safeParse(evaluator)
  return parsed.success && parsed.data.kind === "tfjs" ? parsed.data.backend : undefined
}

export const withBackend = (config: RunConfig, backend: BackendChoice): RunConfig => ({
  ...config,
  evaluator: { ...config.evaluator, backend }
})

/**
 * A config that leaves the backend open, with the backend of a run that was begun with it: what “auto” became on some
 * machine does not make another run of it.
 */
export const asBegun = (wanted: RunConfig, begun: RunConfig): RunConfig => {
  const backend = backendOf(begun)
  return backend !== undefined && backendOf(wanted) === "auto" ? withBackend(wanted, backend) : wanted
}
