/** What the module offers: kernels that work on the heap of the TensorFlow.js wasm backend, and allocate nothing. */

export { normalise, normaliseGradient, scaleAndShift } from "./batch-normalisation"
export {
  convolutionFilterGradient,
  convolutionInputGradient,
  convolutionInputScratch,
  convolutionScratch,
  convolve
} from "./convolution"
export { depthwise, depthwiseInputGradient, depthwiseInputScratch, depthwiseScratch } from "./depthwise"
export { depthwiseFilterGradient, depthwiseFilterScratch } from "./depthwise-filter"
export { rectifyGradient } from "./relu-gradient"
export { averagePool, averagePoolGradient, maximumPool, maximumPoolGradient } from "./pooling"
export { sumRows } from "./sums"
