/**
 * The wasm backend's depthwise convolution, with every filter cut into pieces of 5x5. XNNPACK, which computes it,
 * has fast code for filters of exactly 3, 4, 9 or 25 taps; all others, 7x7 and the image-sized filters of
 * depthwise-gradients.ts among them, take a general path that is about ten times slower a tap. A piece holds every
 * D-th row and column of the filter, filled up with zeros, and is applied with a dilation of D times the filter's
 * own; the pieces' results add up.
 */
import * as tf from "@tensorflow/tfjs-core"
import { convolutionWindow, type Window } from "../gradients/convolution-geometry.ts"
import type { Padding } from "../gradients/spread-gradient.ts"
import { rank4 } from "../tensor-rank.ts"
import { type WasmBackend, wasmBackend } from "./wasm-backend.ts"

const FAST_TAPS: ReadonlySet<number> = new Set([1, 3, 4, 9, 25])
const PIECE = 5
/** Beyond this the calls cost more than they save. */
const PIECES_MAX = 64

interface Axis {
  readonly taps: number
  readonly inSize: number
  readonly outSize: number
  readonly stride: number
  readonly dilation: number
  readonly before: number
}

/** How one axis is cut: into `phases`, after `lead` taps of zero were put before the filter. */
interface AxisPlan {
  readonly axis: Axis
  readonly phases: number
  readonly lead: number
}

const paddingOf = ({ axis, phases, lead }: AxisPlan, phase: number): [number, number] => {
  const before = axis.before + (lead - phase) * axis.dilation
  const reach = (PIECE - 1) * phases * axis.dilation
  return [before, (axis.outSize - 1) * axis.stride + 1 + reach - axis.inSize - before]
}

/** The fewest phases for which no piece needs a negative padding. */
const planAxis = (axis: Axis): AxisPlan | undefined => {
  for (let phases = Math.ceil(axis.taps / PIECE); phases <= axis.taps; phases++) {
    const lead = Math.max(0, phases - 1 - Math.floor(axis.before / axis.dilation))
    const plan = { axis, phases, lead }
    if (axis.taps + lead <= PIECE * phases && paddingOf(plan, 0)[1] >= 0) return plan
  }
  return undefined
}

const rowAxis = (window: Window): Axis => ({
  taps: window.height,
  inSize: window.inHeight,
  outSize: window.outHeight,
  stride: window.strideHeight,
  dilation: window.dilationHeight,
  before: window.top
})

const columnAxis = (window: Window): Axis => ({
  taps: window.width,
  inSize: window.inWidth,
  outSize: window.outWidth,
  stride: window.strideWidth,
  dilation: window.dilationWidth,
  before: window.left
})

interface Plan {
  readonly rows: AxisPlan
  readonly columns: AxisPlan
}

/** How a filter is cut, or `undefined` where it is best left whole. */
const planPieces = (window: Window): Plan | undefined => {
  if (FAST_TAPS.has(window.height * window.width)) return undefined
  const rows = planAxis(rowAxis(window))
  const columns = planAxis(columnAxis(window))
  if (rows === undefined || columns === undefined || rows.phases * columns.phases > PIECES_MAX)
    return undefined
  return { rows, columns }
}

const track = (info: tf.TensorInfo | tf.TensorInfo[]): tf.Tensor4D => {
  if (Array.isArray(info)) throw new TypeError("a depthwise convolution gave several results")
  return rank4(tf.engine().makeTensorFromTensorInfo(info))
}

/** Piece number (row, column) of a filter [height, width, channels, 1]: [5, 5, channels, 1]. */
const cutPiece = (
  backend: WasmBackend,
  filter: tf.Tensor4D,
  { rows, columns }: Plan,
  place: { readonly row: number; readonly column: number }
): tf.Tensor4D => {
  const [height, width, channels] = filter.shape
  const piece = backend.makeOutput([PIECE, PIECE, channels, 1], "float32")
  const source = backend.floats(filter)
  const target = backend.floats(piece).fill(0)
  for (let tap = 0; tap < PIECE * PIECE; tap++) {
    const row = place.row - rows.lead + Math.floor(tap / PIECE) * rows.phases
    const column = place.column - columns.lead + (tap % PIECE) * columns.phases
    if (row < 0 || row >= height || column < 0 || column >= width) continue
    const from = (row * width + column) * channels
    target.set(source.subarray(from, from + channels), tap * channels)
  }
  return track(piece)
}

type Call = Parameters<tf.KernelFunc>[0]

const convolvePieces = (stock: tf.KernelFunc, call: Call, plan: Plan, images: Images): tf.Tensor4D => {
  const { rows, columns } = plan
  const { x, filter } = images
  const backend = wasmBackend(call.backend)
  const dilations = [rows.phases * rows.axis.dilation, columns.phases * columns.axis.dilation]
  const convolve = (row: number, column: number): tf.Tensor4D => {
    const piece = cutPiece(backend, filter, plan, { row, column })
    const pad: Padding = [[0, 0], paddingOf(rows, row), paddingOf(columns, column), [0, 0]]
    return track(stock({ ...call, inputs: { x, filter: piece }, attrs: { ...call.attrs, dilations, pad } }))
  }
  let sum = convolve(0, 0)
  for (let index = 1; index < rows.phases * columns.phases; index++) {
    const result = convolve(Math.floor(index / columns.phases), index % columns.phases)
    sum = tf.add<tf.Tensor4D>(sum, result)
  }
  return sum
}

interface Images {
  readonly x: tf.Tensor4D
  readonly filter: tf.Tensor4D
}

/** The inputs of a call that can be cut: one output for each channel. */
const readImages = ({ inputs: { x, filter } }: Call): Images | undefined => {
  if (!(x instanceof tf.Tensor) || !(filter instanceof tf.Tensor)) return undefined
  if (x.rank !== 4 || filter.rank !== 4 || filter.shape[3] !== 1) return undefined
  return { x: rank4(x), filter: rank4(filter) }
}

export const makeDepthwise =
  (stock: tf.KernelFunc): tf.KernelFunc =>
  (call) => {
    const images = readImages(call)
    if (images === undefined) return stock(call)
    const attributes = call.attrs as unknown as tf.Conv2DAttrs
    const plan = planPieces(convolutionWindow(images.x.shape, images.filter.shape, attributes, true))
    return plan === undefined ? stock(call) : tf.tidy(() => convolvePieces(stock, call, plan, images))
  }
