/** What is made of images before a network sees them: grey, smaller, normalised, varied. */
import { describe, expect, it } from "vitest"
import { drawVariation, makeAugment } from "../../src/datasets/augmentation.ts"
import { downscaledImages } from "../../src/datasets/downscaled-images.ts"
import { greyImages } from "../../src/datasets/grey-images.ts"
import { numbersOfImages } from "../../src/datasets/image-numbers.ts"
import { inPatches } from "../../src/datasets/image-patches.ts"
import type { LabelledImages } from "../../src/datasets/labelled-images.ts"
import { pixelScale } from "../../src/datasets/pixel-scale.ts"

const images = (
  [height, width, channels]: readonly [number, number, number],
  pixels: Uint8Array | Float32Array
): LabelledImages => {
  const count = pixels.length / (height * width * channels)
  return { shape: { height, width, channels }, count, pixels, labels: new Uint8Array(count) }
}

const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values)
const all = ({ count }: LabelledImages): Uint32Array =>
  Uint32Array.from({ length: count }, (_, index) => index)

describe("variants", () => {
  it("grey is luma, and leaves grey images alone", () => {
    const colours = images([1, 4, 3], bytes(255, 0, 0, 0, 255, 0, 0, 0, 255, 90, 90, 90))
    expect([...greyImages(colours).pixels]).toEqual([76, 150, 29, 90])
    expect(greyImages(colours).shape).toEqual({ height: 1, width: 4, channels: 1 })
    const grey = images([1, 1, 1], bytes(3))
    expect(greyImages(grey)).toBe(grey)
    expect(() => greyImages(images([1, 1, 2], bytes(1, 2)))).toThrow(/2 channels cannot be made grey/)
  })

  it("smaller images are means over areas, whole and in part", () => {
    const four = images([2, 2, 2], bytes(0, 100, 10, 100, 20, 100, 30, 101))
    expect([...downscaledImages(four, 2).pixels]).toEqual([15, 100])
    // Three columns to two: each new one takes an old one and half of the middle one.
    const three = images([1, 3, 1], Float32Array.of(3, 6, 12))
    expect([...downscaledImages(three, { height: 1, width: 2 }).pixels]).toEqual([4, 10])
    expect(() => downscaledImages(three, 2)).toThrow(/1 x 3 pixels cannot be scaled down by 2; set evaluator/)
    expect(() => downscaledImages(three, { height: 2, width: 3 })).toThrow(/must not be larger/)
  })
})

describe("normalisation", () => {
  const two = images([1, 2, 2], bytes(0, 10, 255, 20, 51, 30, 102, 40))

  it("unit is a 255th of a byte, none is the byte", () => {
    expect(numbersOfImages(two, all(two))).toEqual(Float32Array.from(two.pixels, (value) => value / 255))
    const none = { ...two, scale: pixelScale(two, "none") }
    expect(numbersOfImages(none, Uint32Array.of(1))).toEqual(Float32Array.of(51, 30, 102, 40))
  })

  it.each([
    ["bytes", two],
    ["numbers", images([1, 2, 2], Float32Array.from(two.pixels))]
  ])("standardised %s have mean 0 and deviation 1 in each channel", (_, source) => {
    const numbers = numbersOfImages({ ...source, scale: pixelScale(source, "standardised") }, all(source))
    for (const channel of [0, 1]) {
      const own = [...numbers].filter((_value, at) => at % 2 === channel)
      expect(own.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 5)
      expect(own.reduce((sum, value) => sum + value ** 2, 0) / own.length).toBeCloseTo(1, 5)
    }
  })

  it("keeps a channel of one value finite", () => {
    const flat = images([1, 1, 1], bytes(7, 7))
    expect([...numbersOfImages({ ...flat, scale: pixelScale(flat, "standardised") }, all(flat))]).toEqual([
      0, 0
    ])
  })
})

describe("augmentation", () => {
  const OFF = { crop: 0, flip: false, cutout: 0 }
  // 64 images of 4 x 4 pixels; the numbers 1 … 16, and two channels that can be told apart.
  const source = images(
    [4, 4, 2],
    Uint8Array.from({ length: 64 * 32 }, (_, at) => 1 + (Math.floor(at / 2) % 16) + 100 * (at % 2))
  )
  const scaled = { ...source, scale: pixelScale(source, "none") }
  const vary = (
    config: typeof OFF,
    epoch: number,
    seed = 1,
    from: LabelledImages = scaled,
    patchSize = 1
  ) => {
    const augment = makeAugment(config, from, patchSize, seed)
    return numbersOfImages(from, all(from), augment && { augment, epoch })
  }
  const image = (numbers: Float32Array, index: number): number[] => [
    ...numbers.subarray(index * 32, index * 32 + 32)
  ]

  it("is nothing where it is off", () => {
    expect(makeAugment(OFF, scaled, 1, 1)).toBeUndefined()
  })

  it("depends on seed, epoch and image alone, not on the batch", () => {
    const config = { crop: 1, flip: true, cutout: 2 }
    const whole = vary(config, 3)
    expect(vary(config, 3)).toEqual(whole)
    expect(vary(config, 4)).not.toEqual(whole)
    expect(vary(config, 3, 2)).not.toEqual(whole)
    const augment = makeAugment(config, scaled, 1, 1)
    if (augment === undefined) throw new Error("something is to be varied")
    const some = numbersOfImages(scaled, Uint32Array.of(9, 2), { augment, epoch: 3 })
    expect([...some]).toEqual([...image(whole, 9), ...image(whole, 2)])
  })

  it("flips about half of the images, each wholly", () => {
    const numbers = vary({ ...OFF, flip: true }, 0)
    const plain = image(vary(OFF, 0), 0)
    const flipped = plain.map((_, at) => plain[at - (at % 8) + (3 - (Math.floor(at / 2) % 4)) * 2 + (at % 2)])
    const kinds = Array.from({ length: 64 }, (_, index) => JSON.stringify(image(numbers, index)))
    expect(new Set(kinds)).toEqual(new Set([JSON.stringify(plain), JSON.stringify(flipped)]))
    const share = kinds.filter((kind) => kind === JSON.stringify(flipped)).length
    expect(share).toBeGreaterThan(16)
    expect(share).toBeLessThan(48)
  })

  it("shifts by what was drawn, and brings in black", () => {
    const config = { ...OFF, crop: 1 }
    const numbers = vary(config, 0)
    const seen = new Set<string>()
    for (let index = 0; index < 64; index++) {
      const { top, left } = drawVariation(config, { height: 4, width: 4 }, 1, index)
      seen.add(`${top},${left}`)
      const expected = Array.from({ length: 32 }, (_, at) => {
        const [row, column] = [Math.floor(at / 8) + top, (Math.floor(at / 2) % 4) + left]
        const isInside = row >= 0 && row < 4 && column >= 0 && column < 4
        return isInside ? 1 + row * 4 + column + 100 * (at % 2) : 0
      })
      expect(image(numbers, index)).toEqual(expected)
    }
    expect(seen.size).toBe(9)
  })

  it("cuts a square out around a pixel, less at the borders, and leaves other draws as they were", () => {
    const numbers = vary({ ...OFF, cutout: 2 }, 0)
    const holes = Array.from(
      { length: 64 },
      (_, index) => image(numbers, index).filter((value) => value === 0).length
    )
    expect(new Set(holes)).toEqual(new Set([2, 4, 8]))
    const size = { height: 4, width: 4 }
    expect(drawVariation({ crop: 1, flip: true, cutout: 2 }, size, 5, 7).cutout).toEqual(
      drawVariation({ crop: 1, flip: false, cutout: 2 }, size, 5, 7).cutout
    )
  })

  it("varies images in patches as the images that they were", () => {
    const config = { crop: 1, flip: true, cutout: 2 }
    const plain = vary(config, 2)
    const expected = inPatches({ ...scaled, pixels: Float32Array.from(plain) }, 2).pixels
    expect(vary(config, 2, 1, inPatches(scaled, 2), 2)).toEqual(expected)
  })
})
