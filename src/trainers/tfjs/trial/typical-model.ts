/** A typical model of a run: of some genomes after as many mutations as an individual has behind it, the one of middle size. */
import { Effect } from "effect"
import { loadTrainingData } from "../../../datasets/training-split.ts"
import { mutate } from "../../../domain/mutation.ts"
import { randomStream } from "../../../domain/random-stream.ts"
import type { Genome, Space } from "../../../domain/space.ts"
import { makeSpace } from "../../../spaces/registry.ts"
import { EvaluatorUnavailable } from "../../evaluator-unavailable.ts"
import type { TfjsConfig } from "../config.ts"
import { type PlannedModel, planModel } from "../planned-model.ts"
import { cutIntoPatches } from "../preconditions.ts"
import type { TrainableSpace } from "../trainable-space.ts"
import type { MeasuredNetwork } from "./measure-steps.ts"

const SEED = 1
const CANDIDATES = 5
/** Large-Scale Evolution begins with models that have no layer at all. */
const MUTATIONS = 20

const drawGenome = (space: Space, index: number): Genome => {
  const stream = randomStream(SEED, "typical-genome", index)
  let genome = space.random(stream)
  for (let mutation = 0; mutation < MUTATIONS; mutation++) genome = mutate(space, genome, stream, 0).genome
  return genome
}

const sizeOf = ({ measures }: PlannedModel): number => measures.parameters ?? 0

/** What a step of this run's training computes. */
export const typicalModel = Effect.fnUntraced(function* (config: TfjsConfig, space: TrainableSpace) {
  const source = yield* loadTrainingData(config.dataset, config).pipe(
    Effect.mapError((error) => new EvaluatorUnavailable({ reason: error.message }))
  )
  const data = yield* cutIntoPatches(source, config)
  const rules = makeSpace(space)
  const planned = yield* Effect.forEach(
    Array.from({ length: CANDIDATES }, (_, index) => index),
    (index) =>
      planModel(
        space,
        { config, data },
        { individual: index, genome: drawGenome(rules, index), seed: SEED }
      ).pipe(Effect.option)
  )
  const models = planned
    .flatMap((model) => (model._tag === "Some" ? [model.value] : []))
    .toSorted((a, b) => sizeOf(a) - sizeOf(b))
  const middle = models[Math.floor(models.length / 2)]
  if (middle === undefined)
    return yield* new EvaluatorUnavailable({ reason: "no genome that was drawn could be made a network" })
  const { shape: image } = data.training
  const batchSize = Math.min(config.batchSize, config.examples)
  const model: MeasuredNetwork = { network: middle.network, image, classes: data.classes, batchSize, config }
  return model
})
