/** Images in patches: each pixel in its place, and what cannot be cut. */
import { describe, expect, it } from "vitest"
import { inPatches } from "../../src/datasets/image-patches.ts"

const images = {
  shape: { height: 4, width: 6, channels: 2 },
  count: 2,
  pixels: Uint8Array.from({ length: 2 * 4 * 6 * 2 }, (_, index) => index),
  labels: Uint8Array.of(3, 1)
}

describe("images in patches", () => {
  it("hold each pixel of the patch, row by row, in the channels of one pixel", () => {
    const { shape, pixels, labels, count } = inPatches(images, 2)
    expect({ shape, labels, count }).toEqual({
      shape: { height: 2, width: 3, channels: 8 },
      labels: images.labels,
      count: 2
    })
    for (let image = 0; image < 2; image++) {
      for (let row = 0; row < 4; row++) {
        for (let column = 0; column < 6; column++) {
          for (let channel = 0; channel < 2; channel++) {
            const place = (image * 2 + Math.floor(row / 2)) * 3 + Math.floor(column / 2)
            const part = ((row % 2) * 2 + (column % 2)) * 2 + channel
            expect(pixels[place * 8 + part]).toBe(((image * 4 + row) * 6 + column) * 2 + channel)
          }
        }
      }
    }
  })

  it("of one pixel are the images themselves", () => {
    expect(inPatches(images, 1)).toBe(images)
  })

  it("must fill the image", () => {
    expect(() => inPatches(images, 4)).toThrow(/4 x 6 pixels cannot be cut into patches of 4/)
  })
})
