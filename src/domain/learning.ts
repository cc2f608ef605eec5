/**
 * How a controller's samples and updates enter the rules. Updates are decided like births: a batch is full, so an
 * update follows, and a verification must find the same parameters by their hash.
 */
import { sha256 } from "./canonical-json.ts"
import type { Controller, Sampled } from "./controller.ts"
import type { ControllerState } from "./controller-state.ts"
import type { EventOf } from "./event.ts"
import { type RandomStream, randomStream, type Seed } from "./random-stream.ts"

export interface LearningOptions {
  readonly seed: Seed
  readonly controller: Controller
  readonly batchSize: number
  readonly baselineDecay: number
}

/** Parameters beyond this number are not written into the log; they follow from it. */
const LOGGED_PARAMETERS_MAX = 4096
/** How many sets of parameters are kept in memory: the present ones, and those before a batch that is decided twice. */
const KEPT_MAX = 4

export class Learning {
  private readonly options: LearningOptions
  private readonly kept = new Map<string, Float64Array>()
  private first: Float64Array | undefined

  constructor(options: LearningOptions) {
    this.options = options
  }

  /** Whether the parameters of this state are at hand. Where they are not, the log must be learnt from again. */
  remembers(state: ControllerState): boolean {
    return state.parametersHash === null || state.parameters !== null || this.kept.has(state.parametersHash)
  }

  sample(state: ControllerState, stream: RandomStream): Sampled {
    return this.options.controller.sample(this.parametersOf(state), stream)
  }

  /** The update that is due, or undefined while the batch is not full. */
  update(state: ControllerState): EventOf<"ControllerUpdated"> | undefined {
    const { batchSize, baselineDecay, controller } = this.options
    const last = state.batch.at(-1)
    if (last === undefined || state.batch.length < batchSize) return undefined
    const mean = state.batch.reduce((sum, { fitness }) => sum + fitness, 0) / state.batch.length
    // The first batch has nothing to be compared with but itself.
    const before = state.baseline ?? mean
    const { figures, parameters } = controller.update(
      this.parametersOf(state),
      state.batch.map(({ decisions, fitness, logProbability }) => ({
        decisions,
        logProbability,
        advantage: fitness - before
      }))
    )
    const parametersHash = hashOf(parameters)
    this.keep(parametersHash, parameters)
    return {
      baseline: state.baseline === null ? mean : baselineDecay * before + (1 - baselineDecay) * mean,
      batch: state.batch.map(({ individual }) => individual),
      figures: { ...figures },
      individual: last.individual,
      kind: "ControllerUpdated",
      parameters: parameters.length <= LOGGED_PARAMETERS_MAX ? [...parameters] : null,
      parametersHash,
      update: state.updates + 1
    }
  }

  private parametersOf(state: ControllerState): Float64Array {
    const { parameters, parametersHash } = state
    if (parametersHash === null) {
      this.first ??= this.options.controller.initial(randomStream(this.options.seed, "controller", 0))
      return this.first
    }
    const found = parameters === null ? this.kept.get(parametersHash) : Float64Array.from(parameters)
    if (found === undefined) {
      throw new Error(
        `the controller's parameters ${parametersHash} are not at hand; the log has to be learnt from again`
      )
    }
    return found
  }

  private keep(hash: string, parameters: Float64Array): void {
    this.kept.delete(hash)
    this.kept.set(hash, parameters)
    const [oldest] = this.kept.keys()
    if (this.kept.size > KEPT_MAX && oldest !== undefined) this.kept.delete(oldest)
  }
}

const hashOf = (parameters: Float64Array): string =>
  sha256(new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength))
