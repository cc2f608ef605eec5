/**
 * The gradients of convolutions by TensorFlow's own operations, which can do what TensorFlow.js refuses: dilation and
 * explicit padding.
 */
import * as tf from "@tensorflow/tfjs-core"
import { rank4 } from "../tensor-rank.ts"
import { contractGradient, expandedShape, expandFilter } from "./expanded-filter.ts"
import { type Attribute, attributesFor, type NodeBackend, TENSORFLOW } from "./node-backend.ts"

type Kind = "Conv2D" | "DepthwiseConv2dNative"

const pair = (value: unknown): [number, number] =>
  Array.isArray(value) ? [Number(value[0]), Number(value[1])] : [Number(value), Number(value)]

/** Of the attributes of TensorFlow.js, those of TensorFlow. */
const attributesOf = (
  backend: NodeBackend,
  kind: Kind,
  { inputShape, filterShape, ...attributes }: tf.NamedAttrMap
): readonly Attribute[] => {
  const { float32, integers, text } = attributesFor(backend)
  const { strides, dilations, pad, dimRoundingMode } = attributes as unknown as tf.Conv2DAttrs
  const { padInfo, strideHeight, strideWidth } = tf.backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    strides,
    dilations,
    pad,
    dimRoundingMode,
    kind === "DepthwiseConv2dNative"
  )
  const { type, top, bottom, left, right } = padInfo
  const common = [
    float32("T"),
    integers("strides", [1, strideHeight, strideWidth, 1]),
    text("padding", type),
    text("data_format", "NHWC"),
    integers("dilations", [1, ...pair(dilations), 1])
  ]
  return type === "EXPLICIT"
    ? [...common, integers("explicit_paddings", [0, 0, top, bottom, left, right, 0, 0])]
    : common
}

const tensorOf = (inputs: tf.NamedTensorInfoMap, name: string): tf.TensorInfo => {
  const found = inputs[name]
  if (found === undefined) throw new Error(`a gradient of a convolution was given no ${name}`)
  return found
}

/** Executes a gradient, which takes the shape of its result as a tensor. */
const execute = (
  backend: NodeBackend,
  operation: string,
  attributes: readonly Attribute[],
  shape: unknown,
  order: (shape: tf.TensorInfo) => tf.TensorInfo[]
): tf.Tensor => {
  const wanted = tf.tensor1d(shape as number[], "int32")
  const result = backend.executeSingleOutput(operation, attributes, order(wanted))
  wanted.dispose()
  return result
}

const registerKernels = (backend: NodeBackend, kind: Kind): void => {
  tf.registerKernel({
    kernelName: `Native${kind}FilterGradient`,
    backendName: TENSORFLOW,
    kernelFunc: ({ inputs, attrs = {} }) =>
      execute(
        backend,
        `${kind}BackpropFilter`,
        attributesOf(backend, kind, attrs),
        attrs.filterShape,
        (shape) => [tensorOf(inputs, "x"), shape, tensorOf(inputs, "dy")]
      )
  })
  tf.registerKernel({
    kernelName: `Native${kind}InputGradient`,
    backendName: TENSORFLOW,
    kernelFunc: ({ inputs, attrs = {} }) =>
      execute(
        backend,
        `${kind}BackpropInput`,
        attributesOf(backend, kind, attrs),
        attrs.inputShape,
        (shape) => [shape, tensorOf(inputs, "filter"), tensorOf(inputs, "dy")]
      )
  })
}

const ONE = [1, 1] as const

const registerGradient = (kind: Kind): void =>
  tf.registerGradient({
    kernelName: kind,
    inputsToSave: ["x", "filter"],
    gradFunc: (gradient, saved, attributes) => {
      const [dy, x, filter] = [rank4(gradient), rank4(saved[0]), rank4(saved[1])]
      const dilation = pair(attributes.dilations)
      const isExpanded = kind === "DepthwiseConv2dNative" && Math.max(...dilation) > 1
      const by = isExpanded ? dilation : ONE
      const shapes = {
        ...attributes,
        dilations: isExpanded ? [...ONE] : dilation,
        inputShape: x.shape,
        filterShape: isExpanded ? expandedShape(filter.shape, by) : filter.shape
      }
      const run = (what: string, inputs: tf.NamedTensorMap): tf.Tensor4D =>
        rank4(tf.engine().runKernel<tf.Tensor>(`Native${kind}${what}Gradient`, inputs, shapes))
      return {
        x: () => run("Input", { filter: isExpanded ? expandFilter(filter, by) : filter, dy }),
        filter: () => {
          const whole = run("Filter", { x, dy })
          return isExpanded ? contractGradient(whole, by) : whole
        }
      }
    }
  })

export const installConvolutionGradients = (backend: NodeBackend): void => {
  for (const kind of ["Conv2D", "DepthwiseConv2dNative"] as const) {
    registerKernels(backend, kind)
    registerGradient(kind)
  }
}
