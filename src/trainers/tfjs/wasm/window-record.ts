/** The record of a convolution's sizes as the kernels read it: class Window of assembly/geometry.ts, in that order. */
import type { Window } from "../gradients/convolution-geometry.ts"

export interface ChannelShape {
  readonly channels: number
  /** Outputs of a convolution; of a depthwise one its multiplier; 1 for a pooling. */
  readonly outputs: number
  /** Whether the input passes a ReLU first. */
  readonly rectifies?: boolean
}

const FIELDS = 16

export const RECORD_BYTES = FIELDS * 4

export const writeWindow = (record: Int32Array, window: Window, shape: ChannelShape): void => {
  record[0] = window.batch
  record[1] = window.inHeight
  record[2] = window.inWidth
  record[3] = shape.channels
  record[4] = window.outHeight
  record[5] = window.outWidth
  record[6] = shape.outputs
  record[7] = window.height
  record[8] = window.width
  record[9] = window.strideHeight
  record[10] = window.strideWidth
  record[11] = window.dilationHeight
  record[12] = window.dilationWidth
  record[13] = window.top
  record[14] = window.left
  record[15] = shape.rectifies === true ? 1 : 0
}
