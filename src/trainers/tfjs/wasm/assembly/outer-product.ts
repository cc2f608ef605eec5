/**
 * The product at the heart of every filter gradient: sum over pixels of the numbers of a run times the gradients of the
 * outputs, added to what is there.
 */
import { bytes } from "./geometry"

@inline
function madd(sum: v128, a: v128, b: v128): v128 {
  return f32x4.add(sum, f32x4.mul(a, b))
}

/** A block of pixels: rows of the image and of the gradient, and how far their pixels and rows are apart, in bytes. */
@unmanaged
export class PixelBlock {
  image: usize
  imageStep: usize
  imageRow: usize
  gradient: usize
  gradientStep: usize
  gradientRow: usize
  width: i32
  height: i32
}

/** Four numbers of a run, eight outputs. */
function tile48(block: PixelBlock, place: usize, output: usize, sum: usize, row: usize): void {
  const step = block.imageStep, gradientStep = block.gradientStep, width = block.width
  let s = sum
  let a0 = v128.load(s), a1 = v128.load(s, 16)
  s += row
  let b0 = v128.load(s), b1 = v128.load(s, 16)
  s += row
  let c0 = v128.load(s), c1 = v128.load(s, 16)
  s += row
  let d0 = v128.load(s), d1 = v128.load(s, 16)
  for (let y: usize = 0; y < <usize>block.height; y++) {
    let p = block.image + place + y * block.imageRow
    let g = block.gradient + output + y * block.gradientRow
    for (let i = 0; i < width; i++) {
      const g0 = v128.load(g), g1 = v128.load(g, 16)
      let x = v128.load32_splat(p)
      a0 = madd(a0, x, g0); a1 = madd(a1, x, g1)
      x = v128.load32_splat(p, 4)
      b0 = madd(b0, x, g0); b1 = madd(b1, x, g1)
      x = v128.load32_splat(p, 8)
      c0 = madd(c0, x, g0); c1 = madd(c1, x, g1)
      x = v128.load32_splat(p, 12)
      d0 = madd(d0, x, g0); d1 = madd(d1, x, g1)
      p += step
      g += gradientStep
    }
  }
  v128.store(sum, a0); v128.store(sum, a1, 16)
  sum += row
  v128.store(sum, b0); v128.store(sum, b1, 16)
  sum += row
  v128.store(sum, c0); v128.store(sum, c1, 16)
  sum += row
  v128.store(sum, d0); v128.store(sum, d1, 16)
}

/** Four numbers of a run, four outputs. */
function tile44(block: PixelBlock, place: usize, output: usize, sum: usize, row: usize): void {
  const step = block.imageStep, gradientStep = block.gradientStep, width = block.width
  let a = v128.load(sum), b = v128.load(sum + row), c = v128.load(sum + 2 * row), d = v128.load(sum + 3 * row)
  for (let y: usize = 0; y < <usize>block.height; y++) {
    let p = block.image + place + y * block.imageRow
    let g = block.gradient + output + y * block.gradientRow
    for (let i = 0; i < width; i++) {
      const g0 = v128.load(g)
      a = madd(a, v128.load32_splat(p), g0)
      b = madd(b, v128.load32_splat(p, 4), g0)
      c = madd(c, v128.load32_splat(p, 8), g0)
      d = madd(d, v128.load32_splat(p, 12), g0)
      p += step
      g += gradientStep
    }
  }
  v128.store(sum, a); v128.store(sum + row, b); v128.store(sum + 2 * row, c); v128.store(sum + 3 * row, d)
}

/** One number of a run, four outputs. */
function tile14(block: PixelBlock, place: usize, output: usize, sum: usize): void {
  let a = v128.load(sum)
  for (let y: usize = 0; y < <usize>block.height; y++) {
    let p = block.image + place + y * block.imageRow
    let g = block.gradient + output + y * block.gradientRow
    for (let i = 0; i < block.width; i++) {
      a = madd(a, v128.load32_splat(p), v128.load(g))
      p += block.imageStep
      g += block.gradientStep
    }
  }
  v128.store(sum, a)
}

/** One number of a run, one output. */
function tile11(block: PixelBlock, place: usize, output: usize, sum: usize): void {
  let a = load<f32>(sum)
  for (let y: usize = 0; y < <usize>block.height; y++) {
    let p = block.image + place + y * block.imageRow
    let g = block.gradient + output + y * block.gradientRow
    for (let i = 0; i < block.width; i++) {
      a += load<f32>(p) * load<f32>(g)
      p += block.imageStep
      g += block.gradientStep
    }
  }
  store<f32>(sum, a)
}

/** sum [length, outputs] += over the block's pixels, the `length` numbers from `place` (bytes) on times the gradients. */
export function addOuterProducts(block: PixelBlock, place: usize, length: i32, outputs: i32, sum: usize): void {
  const row = bytes(outputs)
  for (let i = 0; i < length; ) {
    const isFour = length - i >= 4
    const at = place + bytes(i)
    const to = sum + <usize>i * row
    for (let output = 0; output < outputs; ) {
      const rest = outputs - output
      const offset = bytes(output)
      if (isFour && rest >= 8) {
        tile48(block, at, offset, to + offset, row)
        output += 8
      } else if (rest >= 4) {
        if (isFour) tile44(block, at, offset, to + offset, row)
        else tile14(block, at, offset, to + offset)
        output += 4
      } else {
        const numbers: usize = isFour ? 4 : 1
        for (let j: usize = 0; j != numbers; j++)
          tile11(block, at + (j << 2), offset, to + offset + j * row)
        output += 1
      }
    }
    i += isFour ? 4 : 1
  }
}
