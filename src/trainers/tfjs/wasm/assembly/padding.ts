/** Copies one image into a frame of zeros, so that no kernel has to look where an image ends. */
import { bytes } from "./geometry"

/** max(x, 0) of `count` numbers. */
export function rectify(from: usize, to: usize, count: i32): void {
  const zero = f32x4.splat(0)
  const end = from + bytes(count)
  for (; from + 16 <= end; from += 16, to += 16) v128.store(to, f32x4.pmax(zero, v128.load(from)))
  for (; from < end; from += 4, to += 4) {
    const value = load<f32>(from)
    store<f32>(to, value > 0 ? value : 0)
  }
}

/** Each channel `times` times in a row: [pixels, channels] -> [pixels, channels, times]. */
function repeatChannels(from: usize, to: usize, count: i32, times: i32): void {
  for (let i = 0; i < count; i++) {
    const value = load<f32>(from + bytes(i))
    for (let j = 0; j < times; j++, to += 4) store<f32>(to, value)
  }
}

/**
 * image [height, width, channels] -> frame [frameHeight, frameWidth, channels x times]: pixel (i, j) at
 * (top + i x stepHeight, left + j x stepWidth); what falls outside is left out. Where `rectifies`, after a ReLU.
 */
export function frameImage(
  image: usize,
  frame: usize,
  height: i32,
  width: i32,
  channels: i32,
  frameHeight: i32,
  frameWidth: i32,
  top: i32,
  left: i32,
  stepHeight: i32,
  stepWidth: i32,
  times: i32,
  rectifies: bool
): void {
  const outChannels = channels * times
  const isWhole = stepWidth == 1 && times == 1
  // Columns of the image from `first` up to `end` have a place in the frame.
  const first = left >= 0 ? 0 : (-left + stepWidth - 1) / stepWidth
  const end = min(width, (frameWidth - left + stepWidth - 1) / stepWidth)
  const isCovered =
    isWhole &&
    stepHeight == 1 &&
    first == 0 &&
    top <= 0 &&
    height + top >= frameHeight &&
    end + left == frameWidth &&
    left == 0
  if (!isCovered) memory.fill(frame, 0, bytes(frameHeight * frameWidth * outChannels))
  for (let row = 0; row < height; row++) {
    const target = top + row * stepHeight
    if (target < 0 || target >= frameHeight) continue
    const from = image + bytes((row * width + first) * channels)
    const to = frame + bytes((target * frameWidth + left + first * stepWidth) * outChannels)
    const count = (end - first) * channels
    if (count <= 0) continue
    if (isWhole) {
      if (rectifies) rectify(from, to, count)
      else memory.copy(to, from, bytes(count))
      continue
    }
    for (let column = first; column < end; column++) {
      const source = from + bytes((column - first) * channels)
      const place = to + bytes((column - first) * stepWidth * outChannels)
      if (times > 1) repeatChannels(source, place, channels, times)
      else memory.copy(place, source, bytes(channels))
      if (rectifies) rectify(place, place, outChannels)
    }
  }
}
