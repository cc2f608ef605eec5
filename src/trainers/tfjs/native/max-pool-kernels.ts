/**
 * Max pooling by oneDNN. TensorFlow's eager operations leave it to Eigen, five times (forwards) and forty times
 * (gradient) as slow. The operation is TensorFlow's own business and may be missing in another version, so it is tried
 * once; where it is not there, or on a graphics card, everything stays as it was.
 */
import * as tf from "@tensorflow/tfjs-core"
import { replaceKernel } from "../operations/replace-kernel.ts"
import { type Attribute, attributesFor, type NodeBackend, TENSORFLOW } from "./node-backend.ts"

type Pooling = tf.backend_util.Conv2DInfo
type Shape4D = [number, number, number, number]

const OPERATION = "_MklNativeMaxPool"

const attributesOf = (backend: NodeBackend, pooling: Pooling): readonly Attribute[] => {
  const { float32, integers, text, flag } = attributesFor(backend)
  return [
    float32("T"),
    integers("ksize", [1, pooling.filterHeight, pooling.filterWidth, 1]),
    integers("strides", [1, pooling.strideHeight, pooling.strideWidth, 1]),
    text("padding", pooling.padInfo.type),
    text("data_format", "NHWC"),
    flag("workspace_enabled", true),
    text("_kernel", "MklNameChangeOp")
  ]
}

const poolingOf = ({ shape }: tf.TensorInfo, attributes: tf.NamedAttrMap | undefined): Pooling => {
  const { filterSize, strides, pad, dimRoundingMode } = attributes as unknown as tf.MaxPoolAttrs
  return tf.backend_util.computePool2DInfo(shape as Shape4D, filterSize, strides, 1, pad, dimRoundingMode)
}

/** The maxima, and where in each window they were. */
const maxima = (backend: NodeBackend, x: tf.TensorInfo, attributes: readonly Attribute[]) => {
  const [y, workspace] = backend.executeMultipleOutputs(OPERATION, attributes, [x], 2)
  if (y === undefined || workspace === undefined) throw new Error(`${OPERATION} gave too few results`)
  return { y, workspace }
}

/** Whether this TensorFlow has the operation. */
const isThere = (backend: NodeBackend): boolean => {
  const x = tf.zeros<tf.Rank.R4>([1, 2, 2, 1])
  try {
    const pooling = tf.backend_util.computePool2DInfo([1, 2, 2, 1], 2, 2, 1, "same")
    const { y, workspace } = maxima(backend, x, attributesOf(backend, pooling))
    tf.dispose([y, workspace])
    return true
  } catch {
    return false
  } finally {
    x.dispose()
  }
}

const isSuited = (x: tf.TensorInfo, { padInfo }: Pooling): boolean =>
  x.dtype === "float32" && x.shape.length === 4 && (padInfo.type === "SAME" || padInfo.type === "VALID")

const forward =
  (backend: NodeBackend) =>
  (stock: tf.KernelFunc): tf.KernelFunc =>
  (call) => {
    const { x } = call.inputs
    const pooling = x === undefined ? undefined : poolingOf(x, call.attrs)
    if (x === undefined || pooling === undefined || !isSuited(x, pooling)) return stock(call)
    const { y, workspace } = maxima(backend, x, attributesOf(backend, pooling))
    workspace.dispose()
    return y
  }

/** Pools once more, since the seam of TensorFlow.js has no place for the workspace; oneDNN is quick at it. */
const gradient =
  (backend: NodeBackend) =>
  (stock: tf.KernelFunc): tf.KernelFunc =>
  (call) => {
    const { dy, input: x } = call.inputs
    const pooling = x === undefined ? undefined : poolingOf(x, call.attrs)
    if (x === undefined || dy === undefined || pooling === undefined || !isSuited(x, pooling))
      return stock(call)
    const attributes = attributesOf(backend, pooling)
    const { y, workspace } = maxima(backend, x, attributes)
    const dx = backend.executeSingleOutput("_MklNativeMaxPoolGrad", attributes, [x, y, dy, workspace])
    tf.dispose([y, workspace])
    return dx
  }

/** Whether oneDNN does the max pooling from here on. */
export const installMaxPooling = (backend: NodeBackend): boolean => {
  if (backend.isUsingGpuDevice || !isThere(backend)) return false
  replaceKernel("MaxPool", TENSORFLOW, forward(backend))
  replaceKernel("MaxPoolGrad", TENSORFLOW, gradient(backend))
  return true
}
