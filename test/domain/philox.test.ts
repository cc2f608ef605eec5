/** Philox4x32-10 against the known answers that its authors publish with Random123 (`kat_vectors`). */
import { describe, expect, it } from "vitest"
import { philox4x32 } from "../../src/domain/philox.ts"

const hex = (words: Iterable<number>): string =>
  [...words].map((word) => word.toString(16).padStart(8, "0")).join(" ")
const words = (text: string): number[] => text.split(" ").map((word) => Number.parseInt(word, 16))

describe("philox4x32 gives the published answers", () => {
  it.each([
    {
      counter: "00000000 00000000 00000000 00000000",
      key: "00000000 00000000",
      answer: "6627e8d5 e169c58d bc57ac4c 9b00dbd8"
    },
    {
      counter: "ffffffff ffffffff ffffffff ffffffff",
      key: "ffffffff ffffffff",
      answer: "408f276d 41c83b0e a20bc7c6 6d5451fd"
    },
    {
      counter: "243f6a88 85a308d3 13198a2e 03707344",
      key: "a4093822 299f31d0",
      answer: "d16cfe09 94fdcceb 5001e420 24126ea1"
    }
  ])("counter $counter, key $key", ({ counter, key, answer }) => {
    const block = new Uint32Array(words(counter))
    const [key0 = 0, key1 = 0] = words(key)
    philox4x32(block, key0, key1)
    expect(hex(block)).toBe(answer)
  })
})

/** The upper halves of the products in exact integers: an implementation too slow to use, but plainly right. */
const referencePhilox = (counter: readonly number[], key0: number, key1: number): number[] => {
  let [c0 = 0n, c1 = 0n, c2 = 0n, c3 = 0n] = counter.map(BigInt)
  let [k0, k1] = [BigInt(key0), BigInt(key1)]
  const mask = 0xffffffffn
  for (let round = 0; round < 10; round++) {
    const product0 = 0xd2511f53n * c0
    const product1 = 0xcd9e8d57n * c2
    ;[c0, c1, c2, c3] = [
      (product1 >> 32n) ^ c1 ^ k0,
      product1 & mask,
      (product0 >> 32n) ^ c3 ^ k1,
      product0 & mask
    ]
    k0 = (k0 + 0x9e3779b9n) & mask
    k1 = (k1 + 0xbb67ae85n) & mask
  }
  return [c0, c1, c2, c3].map(Number)
}

describe("philox4x32 equals the same cipher in exact integers", () => {
  it("for 2,000 counters and keys, each chained from the last answer, from key 1 2", () => {
    const block = new Uint32Array(4)
    let [key0, key1] = [1, 2]
    for (let i = 0; i < 2_000; i++) {
      const expected = referencePhilox([...block], key0, key1)
      philox4x32(block, key0, key1)
      expect([...block]).toEqual(expected)
      key0 = block[1]! ^ key1
      key0 >>>= 0
      key1 = block[2]!
    }
  })
})
