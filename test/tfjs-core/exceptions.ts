/**
 * Which of tfjs-core's specs may fail on which backend, and why. An exception is for failures whose spec's full name and
 * whose message match; one that no failure matches any more must be taken out of the list.
 */
import type { BackendName } from "../../src/trainers/tfjs/backends/backend.ts"

export interface Exception {
  readonly reason: string
  readonly spec?: RegExp
  readonly failure?: RegExp
  /** Where we differ from TensorFlow.js on purpose: without this, a spec that its own backend passes may not fail. */
  readonly isDeliberate?: boolean
}

const AVERAGE_POOLING: Exception = {
  reason:
    "the spec asserts the fault: its gradient divides by the whole window where the forward pass divides by the pixels inside the image",
  spec: /^avgPool .* gradient x=\[3,3,1\] f=\[3,3\] s=1 p=explicit$/,
  isDeliberate: true
}

const DILATIONS: Exception = {
  reason: "gradients of dilated convolutions are refused by TensorFlow.js and computed here",
  spec: /throws error on dilations > 1$/,
  isDeliberate: true
}

/** Of the stock wasm backend; networks here use none of it. */
const WASM: readonly Exception[] = [
  AVERAGE_POOLING,
  DILATIONS,
  {
    reason: "the wasm backend has no complex numbers, and with them no Fourier transforms",
    failure: /Kernel 'Complex' not registered for backend 'wasm'/
  },
  {
    reason: "the wasm backend has no segment sums, which the gradient of a gather would need",
    failure: /Kernel 'UnsortedSegmentSum' not registered for backend 'wasm'/
  },
  {
    reason: "the wasm backend has no Einstein sums",
    spec: /^(einsum|RGBToGrayscale) /
  },
  {
    reason:
      "what is kept for a backward pass is not recorded (wasm/saved-tensors.ts), so a gradient of a gradient is refused",
    spec: /^higher-order gradients .* grads?\(grads?\(|^tensor grad .* second derivative$/,
    isDeliberate: true
  },
  {
    reason:
      "the spec hands a gradient of 8x8 pixels back through a convolution that puts out 4x4, which no operation does",
    spec: /^conv2dTranspose .* input=8x8x8,output=4x4x8,f=8/,
    isDeliberate: true
  },
  {
    reason: "the wasm backend has no ragged tensors",
    spec: /^Ragged|^ragged/
  },
  {
    reason: "the wasm backend has no strings",
    failure: /Unknown dtype string|Kernel 'StaticRegexReplace' not registered for backend 'wasm'/
  },
  {
    reason: "the wasm backend has no strings and takes their addresses for numbers",
    spec: /string comparison$|string tensor$|should work for string$/
  },
  {
    reason: "the wasm backend has no convolutions with the channels first",
    failure: /(Conv2D|FusedConv2D) does not support dataFormat:'(NCHW|channelsFirst)'/
  },
  {
    reason: "the wasm backend multiplies matrices of float32 only",
    failure: /BatchMatMul for non non-float32 tensors not yet supported/
  },
  {
    reason: "the wasm backend's fused operations take one bias for each channel only",
    failure: /only supports rank-1 bias but got rank/
  },
  {
    reason: "the wasm backend clips NaN to the lower bound",
    spec: /^clipByValue /
  },
  {
    reason:
      "the wasm backend takes a padded pooling over 1x1 windows for the identity where sizes stay the same",
    spec: /^pool .* f=\[1,1\] s=2 p=1 fractional outputs default rounding$/
  },
  {
    reason: "the wasm backend keeps numbers other than 0 and 1 in a bool",
    spec: /-> bool$/
  },
  {
    reason: "the wasm backend does not check a slice's bounds",
    spec: /throws when requesting out of bounds slice$/
  },
  {
    reason: "the wasm backend does not broadcast the shapes that Otsu's threshold needs",
    spec: /^threshold .* method otsu/
  }
]

const CPU: readonly Exception[] = [AVERAGE_POOLING, DILATIONS]

/** Of tfjs-node 4.22 with TensorFlow 2.16; networks here use none of it. */
const NATIVE: readonly Exception[] = [
  DILATIONS,
  {
    reason: "tfjs-node has no kernels for ragged, sparse and string tensors and for some rare operations",
    failure:
      /Kernel '(StringNGrams|StringSplit|StringToHashBucketFast|Sparse\w+|Ragged\w+|MaxPoolWithArgmax|DenseBincount|Transform|SearchSorted|BitwiseAnd)' not registered for backend 'tensorflow'/
  },
  {
    reason: "tfjs-node has no padding in numbers for poolings and transposed convolutions",
    failure: /TF Backend supports only 'valid' and 'same' padding/
  },
  {
    reason: "TensorFlow has no convolutions with the channels first on the processor",
    spec: / NCHW\b/
  },
  {
    reason: "TensorFlow refuses a window that is larger than what it is laid over",
    failure: /Computed output size would be negative/
  },
  {
    reason: "oneDNN refuses a convolution that reaches past the image on all sides",
    spec: /^conv2dTranspose .* input=8x8x8,output=4x4x8,f=8/,
    failure: /could not create a primitive descriptor/
  },
  {
    reason: "TensorFlow has fewer types for an operation than TensorFlow.js",
    failure: /Value for attr 'T' of (bool|int32|string) is not in the list of allowed values/
  },
  {
    reason: "TensorFlow gives a trace where TensorFlow.js refuses it, and adds dimensions to Einstein sums",
    spec: /^einsum .*(calculate trace|nonexistent dimension)/
  },
  {
    reason: "tfjs-node hands the number of dimensions of a scatter on wrongly",
    spec: /^scatterND /
  },
  {
    reason: "tfjs-node draws from a multinomial distribution without its seed",
    spec: /^multinomial .* same seed$/
  },
  { reason: "TensorFlow hands NaN on through sign", spec: /^sign / },
  { reason: "TensorFlow takes no two NaN for the same value", spec: /^unique .* NaN and Infinity$/ },
  {
    reason: "TensorFlow's tangent of large numbers differs in the last digit",
    spec: /^tan .* exceed float32/
  }
]

export const EXCEPTIONS: Readonly<Record<BackendName, readonly Exception[]>> = {
  wasm: WASM,
  cpu: CPU,
  native: NATIVE,
  webgpu: []
}
