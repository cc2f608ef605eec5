/**
 * A trial of one backend in a process of its own: it is started, its gradients are tested, and some training steps
 * are timed. What is found is told as it is found, so that a process that is then lost has said what it could.
 */
import { Effect } from "effect"
import type { Json } from "../../../domain/canonical-json.ts"
import type { EvaluatorUnavailable } from "../../evaluator-unavailable.ts"
import type { BackendFacts, BackendName } from "../backends/backend.ts"
import { startBackend } from "../backends/start-backend.ts"
import { type TfjsConfig, tfjsConfigSchema } from "../config.ts"
import type { TrainableSpace } from "../trainable-space.ts"
import { type MeasuredNetwork, measureSteps, type Speed } from "./measure-steps.ts"
import { TRIAL_NETWORKS, type TrialNetworkName } from "./trial-networks.ts"
import { typicalModel } from "./typical-model.ts"

export type TrialNews =
  /** It works: its gradients are right, with this largest relative error. */
  | {
      readonly kind: "started"
      readonly device: string
      readonly facts: BackendFacts
      readonly gradientError: number
    }
  | { readonly kind: "measured"; readonly network: string; readonly speed: Speed }

/** What the trial of a run measures: a typical network of it. */
export interface OwnTraining {
  readonly config: TfjsConfig
  readonly space: TrainableSpace
}

export interface TrialWish {
  readonly backend: BackendName
  /** Networks of fixed sizes, by name. */
  readonly networks: readonly TrialNetworkName[]
  readonly own: OwnTraining | undefined
}

const IMAGE = { height: 28, width: 28, channels: 1 }
const CLASSES = 10
const BATCH_SIZE = 64

const fixedNetwork = (name: TrialNetworkName): MeasuredNetwork => ({
  network: TRIAL_NETWORKS[name](IMAGE, CLASSES),
  image: IMAGE,
  classes: CLASSES,
  batchSize: BATCH_SIZE,
  config: tfjsConfigSchema.parse({ kind: "tfjs" } satisfies Json)
})

/** The name under which the speed of a run's own network is told. */
export const OWN_NETWORK = "own"

/** An emulated device is started and checked, and not timed: nobody would want to wait for it. */
export const runTrial = (
  { backend, networks, own }: TrialWish,
  tell: (news: TrialNews) => void
): Effect.Effect<void, EvaluatorUnavailable> =>
  Effect.gen(function* () {
    const { device, facts, gradients } = yield* startBackend(backend, "in full")
    tell({ kind: "started", device, facts, gradientError: Math.max(...gradients.map(({ error }) => error)) })
    if (facts.isEmulated === true) return
    const measure = (network: string, model: MeasuredNetwork) =>
      Effect.map(
        Effect.promise(() => measureSteps(model)),
        (speed) => tell({ kind: "measured", network, speed })
      )
    for (const name of networks) yield* measure(name, fixedNetwork(name))
    if (own !== undefined) yield* measure(OWN_NETWORK, yield* typicalModel(own.config, own.space))
  })
