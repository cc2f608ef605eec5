/** The Inception-like cell of the benchmark's README and notebook, and the same with its vertices in another order. */
export const INCEPTION = "111010000010001100011:10002"
/** Pooling first, then the two stacked 3×3 convolutions, the single one, and the 1×1 convolution. */
export const INCEPTION_PERMUTED = "110110000011000001011:20001"
