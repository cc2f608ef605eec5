/** The multiply-adds of one image through a network, by what TensorFlow.js really computes of convolutions and matrix products. */
import * as tf from "@tensorflow/tfjs-core"
import type { ImageShape } from "../../../src/datasets/labelled-images.ts"
import type { Network } from "../../../src/trainers/tfjs/networks/network-builder.ts"
import { initialValues, unflatten } from "../../../src/trainers/tfjs/networks/parameters.ts"

const product = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1)

/** The factorised reduction is computed as one 2x2 convolution three quarters of whose filter are zeros. */
const usedShare = (filter: readonly number[]): number => (filter[0] === 2 && filter[1] === 2 ? 1 / 4 : 1)

interface Kernel {
  readonly name: string
  readonly inputShapes: readonly number[][]
  readonly outputShapes: readonly number[][]
}

const multiplyAdds = ({ name: full, inputShapes, outputShapes }: Kernel): number => {
  // The ReLU before is not counted.
  const name = full.replace(/^Rectified/, "").replace(/^DepthwiseConv2D$/, "DepthwiseConv2dNative")
  const second = inputShapes[1] ?? []
  const output = outputShapes[0] ?? []
  if (name === "Conv2D") return product(output.slice(0, 3)) * product(second) * usedShare(second)
  if (name === "DepthwiseConv2dNative") return product(output.slice(0, 3)) * product(second)
  if (name === "BatchMatMul" || name === "_FusedMatMul") return product(output) * (second.at(-2) ?? 0)
  return 0
}

export const observedMultiplyAdds = async (network: Network, image: ImageShape): Promise<number> => {
  const profile = await tf.profile(() =>
    tf.tidy(() => {
      const shapes = network.parameters.map(({ shape }) => shape)
      const parameters = unflatten(tf.tensor1d(initialValues(network.parameters, 1)), shapes)
      const images = tf.ones<tf.Rank.R4>([1, image.height, image.width, image.channels])
      return network.forward(images, { parameters, normalise: (_, x) => x })
    })
  )
  tf.dispose(profile.result)
  const kernels = profile.kernels as unknown as Kernel[]
  return kernels.reduce((sum, kernel) => sum + multiplyAdds(kernel), 0)
}
