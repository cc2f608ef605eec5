/**
 * One convolution or pooling: its sizes in pixels and channels, as whole numbers in a row that JavaScript writes
 * (../window-record.ts). Images are [batch, height, width, channels] and filters [height, width, channels, outputs],
 * where `outputs` is the channel multiplier of a depthwise convolution.
 */
@unmanaged
export class Window {
  batch: i32
  inHeight: i32
  inWidth: i32
  channels: i32
  outHeight: i32
  outWidth: i32
  outputs: i32
  height: i32
  width: i32
  strideHeight: i32
  strideWidth: i32
  dilationHeight: i32
  dilationWidth: i32
  top: i32
  left: i32
  /** 1 where the input passes a ReLU first. */
  rectifies: i32
}

/** Rows of an image that is padded for `window`: no more than are read. */
@inline
export function paddedHeight(window: Window): i32 {
  return window.strideHeight * (window.outHeight - 1) + 1 + window.dilationHeight * (window.height - 1)
}

@inline
export function paddedWidth(window: Window): i32 {
  return window.strideWidth * (window.outWidth - 1) + 1 + window.dilationWidth * (window.width - 1)
}

/** Bytes of that many numbers. */
@inline
export function bytes(count: i32): usize {
  return (<usize>count) << 2
}

/** The division that rounds down. */
export function floorDivide(a: i32, b: i32): i32 {
  const quotient = a / b
  return quotient * b > a ? quotient - 1 : quotient
}

@inline
export function isDivisible(a: i32, b: i32): bool {
  return b == 1 || a % b == 0
}
