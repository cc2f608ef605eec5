/** What computes a backend's gradients of convolutions and poolings. */
import type * as tf from "@tensorflow/tfjs-core"
import type { Shape4D } from "./convolution-geometry.ts"

export interface ConvolutionCall {
  readonly attributes: tf.NamedAttrMap
  readonly inputShape: Shape4D
  readonly filterShape: Shape4D
}

export interface GradientSource {
  readonly convolutionInput: (dy: tf.Tensor4D, filter: tf.Tensor4D, call: ConvolutionCall) => tf.Tensor4D
  readonly convolutionFilter: (x: tf.Tensor4D, dy: tf.Tensor4D, call: ConvolutionCall) => tf.Tensor4D
  readonly depthwiseInput: (dy: tf.Tensor4D, filter: tf.Tensor4D, call: ConvolutionCall) => tf.Tensor4D
  readonly depthwiseFilter: (x: tf.Tensor4D, dy: tf.Tensor4D, call: ConvolutionCall) => tf.Tensor4D
  readonly averagePool: (x: tf.Tensor4D, dy: tf.Tensor4D, attributes: tf.NamedAttrMap) => tf.Tensor4D
  readonly maximumPool: (
    x: tf.Tensor4D,
    y: tf.Tensor4D,
    dy: tf.Tensor4D,
    attributes: tf.NamedAttrMap
  ) => tf.Tensor4D
}
