/** The wasm backend's kernels of batch normalisation; what they compute stands in operations/batch-normalisation.ts. */
import type * as tf from "@tensorflow/tfjs-core"
import { needFloat, sizeOfTensor, type Workbench } from "./workbench.ts"

/** Saves the mean and 1 / deviation for the gradient. */
export const makeBatchNorm =
  (bench: Workbench): tf.KernelFunc =>
  (call) => {
    const x = needFloat(call, "x")
    const scale = needFloat(call, "scale")
    const channels = sizeOfTensor(scale)
    const y = bench.output(x.shape)
    const [mean, variance, inverse] = [
      bench.output([channels]),
      bench.output([channels]),
      bench.output([channels])
    ]
    bench.kernels.normalise(
      bench.address(x),
      bench.address(scale),
      bench.address(needFloat(call, "offset")),
      bench.address(y),
      bench.address(mean),
      bench.address(variance),
      bench.address(inverse),
      sizeOfTensor(x) / channels,
      channels,
      Number(call.attrs?.epsilon),
      bench.scratch(3 * channels * Float32Array.BYTES_PER_ELEMENT)
    )
    bench.backend.incRef(mean.dataId)
    return [y, mean, variance, { ...mean }, inverse]
  }

export const makeBatchNormGradient =
  (bench: Workbench): tf.KernelFunc =>
  (call) => {
    const x = needFloat(call, "x")
    const scale = needFloat(call, "scale")
    const channels = sizeOfTensor(scale)
    const dx = bench.output(x.shape)
    const [dscale, doffset] = [bench.output([channels]), bench.output([channels])]
    bench.kernels.normaliseGradient(
      bench.address(x),
      bench.address(needFloat(call, "dy")),
      bench.address(scale),
      bench.address(needFloat(call, "saved0")),
      bench.address(needFloat(call, "saved1")),
      bench.address(dx),
      bench.address(dscale),
      bench.address(doffset),
      sizeOfTensor(x) / channels,
      channels,
      bench.scratch(3 * channels * Float32Array.BYTES_PER_ELEMENT)
    )
    return [dx, dscale, doffset]
  }
