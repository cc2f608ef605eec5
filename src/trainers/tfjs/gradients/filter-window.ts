/**
 * A filter's gradient is itself a convolution: the input is convolved with the output's gradient as the filter,
 * where the forward stride becomes the dilation and the forward dilation the stride. This says how.
 */
import type { Window } from "./convolution-geometry.ts"
import type { Padding } from "./spread-gradient.ts"

export interface FilterConvolution {
  readonly strides: [number, number]
  readonly dilations: [number, number]
  readonly padding: Padding
}

/**
 * The convolution that gives the filter's gradient. Where the forward pass left the last rows or columns
 * unread, its result has surplus rows or columns, which are to be cut off.
 */
export const filterConvolution = (window: Window): FilterConvolution => {
  const bottom =
    window.strideHeight * (window.outHeight - 1) +
    1 +
    window.dilationHeight * (window.height - 1) -
    window.inHeight -
    window.top
  const right =
    window.strideWidth * (window.outWidth - 1) +
    1 +
    window.dilationWidth * (window.width - 1) -
    window.inWidth -
    window.left
  return {
    strides: [window.dilationHeight, window.dilationWidth],
    dilations: [window.strideHeight, window.strideWidth],
    padding: [
      [0, 0],
      [window.top, Math.max(0, bottom)],
      [window.left, Math.max(0, right)],
      [0, 0]
    ]
  }
}
