/**
 * The weights of a network outside of it: tensors by name. A child inherits a tensor if and only if it has one of
 * the same name and the same shape (Real et al. 2017, section "Weight inheritance").
 */
import type { Network } from "../networks/network-builder.ts"
import { sizeOf } from "../networks/parameters.ts"

/** Values in row-major order; older files hold running statistics in double precision. */
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

/** A network's running statistics, flat: all means and then all variances. */
export interface FlatStatistics {
  readonly values: Float32Array
  /** 1 where the value is inherited or learnt, otherwise 0. */
  readonly isKnown: Float32Array
}

/** Each batch normalisation inherits mean and variance, or neither. */
export const inheritStatistics = ({ normalisations }: Network, inherited: NamedWeights): FlatStatistics => {
  const total = normalisations.reduce((sum, { channels }) => sum + channels, 0)
  const values = new Float32Array(2 * total)
  const isKnown = new Float32Array(2 * total)
  let offset = 0
  for (const { name, channels } of normalisations) {
    const mean = inherited.get(`${name}/mean`)
    const variance = inherited.get(`${name}/variance`)
    if (isFitting(mean, [channels]) && isFitting(variance, [channels])) {
      values.set(mean.values, offset)
      values.set(variance.values, total + offset)
      isKnown.fill(1, offset, offset + channels)
      isKnown.fill(1, total + offset, total + offset + channels)
    }
    offset += channels
  }
  return { values, isKnown }
}

/** The weights of a network by name: the flat vectors of its parameters and of its running statistics, cut up. */
export const nameWeights = (
  { parameters, normalisations }: Network,
  values: Float32Array,
  statistics: FlatStatistics
): NamedWeights => {
  const named = new Map<string, NamedTensor>()
  let offset = 0
  for (const { name, shape } of parameters) {
    const size = sizeOf(shape)
    named.set(name, { shape, values: values.slice(offset, offset + size) })
    offset += size
  }
  const half = statistics.values.length / 2
  const part = (start: number, length: number): Float32Array => statistics.values.slice(start, start + length)
  offset = 0
  for (const { name, channels } of normalisations) {
    if (statistics.isKnown[offset] === 1) {
      named.set(`${name}/mean`, { shape: [channels], values: part(offset, channels) })
      named.set(`${name}/variance`, { shape: [channels], values: part(half + offset, channels) })
    }
    offset += channels
  }
  return named
}
