/** Tries real training: starts the backend, tests its gradients, and trains one small network to see how fast it is. */
import { Clock, Effect } from "effect"
import { randomStream } from "../domain/random-stream.ts"
import { makeSpace, spaceConfig } from "../spaces/registry.ts"
import { evaluatorConfig, makeEvaluator } from "../trainers/registry.ts"
import type { Check } from "./doctor-check.ts"

/** Enough to see the speed, little enough to be done in seconds. */
const TRIAL = {
  kind: "tfjs",
  backend: "auto",
  dataset: "mnist",
  examples: 256,
  validationExamples: 64,
  epochs: 1
}
const TRIAL_SPACE = { kind: "nasnet", variant: "SP-I", cells: 1, filters: 8 }
const TRIAL_SEED = 1

const trial = Effect.gen(function* () {
  const space = spaceConfig.parse(TRIAL_SPACE)
  const evaluator = yield* makeEvaluator(evaluatorConfig.parse(TRIAL), space)
  const genome = makeSpace(space).random(randomStream(TRIAL_SEED, "doctor", 0))
  const startMs = yield* Clock.currentTimeMillis
  yield* evaluator.evaluate({ individual: 0, genome, seed: TRIAL_SEED }, () => Effect.void)
  const seconds = ((yield* Clock.currentTimeMillis) - startMs) / 1000
  return { device: evaluator.device, imagesPerSecond: TRIAL.examples / seconds }
})

export const checkTraining: Effect.Effect<readonly Check[]> = trial.pipe(
  Effect.map(({ device, imagesPerSecond }) => [
    { name: "training", ok: true, finding: `${device}: gradients are right; this is what “auto” uses` },
    {
      name: "speed",
      ok: true,
      finding: `about ${imagesPerSecond.toFixed(0)} images/s and process for a NASNet network (N = 1, F = 8) on MNIST`
    }
  ]),
  Effect.catch(({ reason }) => Effect.succeed([{ name: "training", ok: false, finding: reason }]))
)
