/**
 * The weights of a network outside of it: tensors by name. A child inherits a tensor if and only if it has one of
 * the same name and the same shape (Real et al. 2017, section "Weight inheritance").
 */
import type { Statistics } from "../networks/batch-normalisation.ts"
import type { Network } from "../networks/network-builder.ts"
import { sizeOf } from "../networks/parameters.ts"

/** Values in row-major order: single precision for parameters, double for running statistics. */
export interface NamedTensor {
  readonly shape: readonly number[]
  readonly values: Float32Array | Float64Array
}

export type NamedWeights = ReadonlyMap<string, NamedTensor>

const isFitting = (tensor: NamedTensor | undefined, shape: readonly number[]): tensor is NamedTensor =>
  tensor !== undefined &&
  tensor.shape.length === shape.length &&
  shape.every((size, axis) => tensor.shape[axis] === size)

/** Writes what is inherited over the initial values of the flat vector; gives how many parameters those are. */
export const inheritParameters = (
  { parameters }: Network,
  inherited: NamedWeights,
  values: Float32Array
): number => {
  let offset = 0
  let count = 0
  for (const { name, shape } of parameters) {
    const tensor = inherited.get(name)
    const size = sizeOf(shape)
    if (isFitting(tensor, shape)) {
      values.set(tensor.values, offset)
      count += size
    }
    offset += size
  }
  return count
}

/** The running statistics that each batch normalisation inherits, if any: mean and variance, or neither. */
export const inheritStatistics = (
  { normalisations }: Network,
  inherited: NamedWeights
): (Statistics | undefined)[] =>
  normalisations.map(({ name, channels }) => {
    const mean = inherited.get(`${name}/mean`)
    const variance = inherited.get(`${name}/variance`)
    return isFitting(mean, [channels]) && isFitting(variance, [channels])
      ? { mean: Float64Array.from(mean.values), variance: Float64Array.from(variance.values) }
      : undefined
  })

/** The weights of a network by name: the flat vector of its parameters, cut up, and its running statistics. */
export const nameWeights = (
  { parameters, normalisations }: Network,
  values: Float32Array,
  statistics: readonly (Statistics | undefined)[]
): NamedWeights => {
  const named = new Map<string, NamedTensor>()
  let offset = 0
  for (const { name, shape } of parameters) {
    const size = sizeOf(shape)
    named.set(name, { shape, values: values.slice(offset, offset + size) })
    offset += size
  }
  for (const [index, { name, channels }] of normalisations.entries()) {
    const found = statistics[index]
    if (found === undefined) continue
    named.set(`${name}/mean`, { shape: [channels], values: found.mean })
    named.set(`${name}/variance`, { shape: [channels], values: found.variance })
  }
  return named
}
