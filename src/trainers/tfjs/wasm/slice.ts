/**
 * The wasm backend's Slice, without its copy of the whole input before the part is cut out: that copy makes one
 * small slice of a long vector as dear as the vector.
 */
import * as tf from "@tensorflow/tfjs-core"
import { wasmBackend } from "./wasm-backend.ts"

/** Blocks of fewer numbers are copied one by one, which is then faster than a call. */
const BLOCK_MIN = 16

const copyBlock = (
  source: Float32Array,
  from: number,
  target: Float32Array,
  to: number,
  length: number
): void => {
  if (length >= BLOCK_MIN) target.set(source.subarray(from, from + length), to)
  else for (let i = 0; i < length; i++) target[to + i] = source[from + i] ?? 0
}

interface Cut {
  readonly source: Float32Array
  readonly target: Float32Array
  readonly begin: readonly number[]
  readonly size: readonly number[]
  readonly strides: readonly number[]
}

/** Copies everything at and below `axis`, from position `from` of the source; gives the next target position. */
const cutAxis = (cut: Cut, axis: number, from: number, to: number): number => {
  const begin = cut.begin[axis] ?? 0
  const size = cut.size[axis] ?? 1
  if (axis === cut.size.length - 1) {
    copyBlock(cut.source, from + begin, cut.target, to, size)
    return to + size
  }
  const stride = cut.strides[axis] ?? 1
  let position = to
  for (let i = begin; i < begin + size; i++) position = cutAxis(cut, axis + 1, from + i * stride, position)
  return position
}

/** Joins the trailing axes that are kept whole with the axis before them, so that blocks are as long as can be. */
const joinWholeAxes = (shape: readonly number[], begin: readonly number[], size: readonly number[]) => {
  let last = shape.length - 1
  let block = 1
  while (last > 0 && size[last] === shape[last]) block *= shape[last--] ?? 1
  const scale = (values: readonly number[]): number[] =>
    values.slice(0, last + 1).map((value, axis) => (axis === last ? value * block : value))
  return { shape: scale(shape), begin: scale(begin), size: scale(size) }
}

const stridesOf = (shape: readonly number[]): number[] =>
  shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1))

export const makeSlice =
  (stock: tf.KernelFunc): tf.KernelFunc =>
  (call) => {
    const { x } = call.inputs
    const { begin, size } = call.attrs as unknown as tf.SliceAttrs
    if (x === undefined || x.dtype !== "float32" || x.shape.length === 0) return stock(call)
    const [from = [], length = []] = tf.slice_util.parseSliceParams(x, begin, size)
    const backend = wasmBackend(call.backend)
    const output = backend.makeOutput(length, "float32")
    const joined = joinWholeAxes(x.shape, from, length)
    const cut: Cut = {
      ...joined,
      source: backend.floats(x),
      target: backend.floats(output),
      strides: stridesOf(joined.shape)
    }
    if (cut.target.length > 0) cutAxis(cut, 0, 0, 0)
    return output
  }
