/** Which gradients WebGPU computes by its own kernels, and which by the portable ones. */
import * as tf from "@tensorflow/tfjs-core"
import { installGradients } from "../gradients/install-gradients.ts"
import { installComposedBatchNorm } from "../operations/composed-batch-normalisation.ts"

const isDilated = ({ dilations }: tf.NamedAttrMap): boolean =>
  (Array.isArray(dilations) ? dilations : [dilations]).some(
    (dilation) => typeof dilation === "number" && dilation > 1
  )

/** The stock gradient of a convolution, and ours where it is dilated, which TensorFlow.js refuses. */
const exceptDilated = (stock: tf.GradConfig, ours: tf.GradConfig): tf.GradConfig => ({
  ...stock,
  gradFunc: (dy, saved, attributes) => (isDilated(attributes) ? ours : stock).gradFunc(dy, saved, attributes)
})

/** To be called once, when the backend is set. Stock convolutions were 1.5 to 2 times as fast as the portable ones, on an emulation. */
export const installWebgpuGradients = (): void => {
  const convolutions = ["Conv2D", "DepthwiseConv2dNative"].map(tf.getGradient)
  const maxPool = tf.getGradient("MaxPool")
  installComposedBatchNorm()
  installGradients()
  for (const stock of convolutions)
    tf.registerGradient(exceptDilated(stock, tf.getGradient(stock.kernelName)))
  tf.registerGradient(maxPool)
}
