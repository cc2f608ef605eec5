/**
 * Named streams: the draws are uniform, streams do not resemble each other, wrong bounds are refused, and the
 * draws of a seed stay what they are for ever. The seed is in each name; the chance that right code fails for
 * another seed is below 1e-6 for each statistical test (chi-square, or five standard errors: 6e-7).
 */
import { describe, expect, it } from "vitest"
import { type RandomStream, randomStream } from "../../src/domain/random-stream.ts"
import { chiSquare, chiSquareLimit } from "./chi-square.ts"

const countBelow = (stream: RandomStream, bound: number, draws: number): number[] => {
  const counts = new Array<number>(bound).fill(0)
  for (let i = 0; i < draws; i++) counts[stream.below(bound)]! += 1
  return counts
}

describe("permanence: changing one of these numbers breaks the replay of every log", () => {
  it("below, unit and normal of seed 1, stream select 0", () => {
    const stream = randomStream(1, "select", 0)
    expect([
      stream.below(100),
      stream.below(100),
      stream.below(2 ** 32),
      stream.below(7),
      stream.below(1)
    ]).toEqual([89, 34, 1557060908, 1, 0])
    expect([stream.unit(), stream.normal(), stream.normal()]).toEqual([
      0.1493656714263334, 1.4759996324695954, 1.574271970894617
    ])
  })

  it("a seed and an index beyond 32 bits, seed 9007199254740991, stream mutate 4294967297", () => {
    const stream = randomStream(Number.MAX_SAFE_INTEGER, "mutate", 2 ** 32 + 1)
    expect([stream.below(2 ** 32), stream.below(2 ** 32)]).toEqual([567708392, 4099695950])
  })
})

describe("below", () => {
  it.each([2, 3, 10, 100, 1000])("is uniform below %i, seed 11", (bound) => {
    const draws = bound * 200
    const counts = countBelow(randomStream(11, "uniform", bound), bound, draws)
    expect(chiSquare(counts, () => draws / bound)).toBeLessThan(chiSquareLimit(bound - 1))
  })

  it("has no bias where the bound does not divide 2^32, seed 12", () => {
    // Without drawing again, words below 2^30 would be twice as likely as the rest: 1/2 of the draws, not 1/3.
    const stream = randomStream(12, "bias", 0)
    const counts = [0, 0, 0]
    for (let i = 0; i < 30_000; i++) counts[Math.floor(stream.below(3 * 2 ** 30) / 2 ** 30)]! += 1
    expect(chiSquare(counts, () => 10_000)).toBeLessThan(chiSquareLimit(2))
  })

  it("draws again exactly where a word is not below the largest multiple of the bound, seed 13", () => {
    // The words themselves are read from a second copy of the stream.
    for (const bound of [2 ** 31 + 1, 3 * 2 ** 30, 2 ** 32 - 1, 2 ** 32, 65_537, 1]) {
      const [stream, words] = [randomStream(13, "again", bound), randomStream(13, "again", bound)]
      const limit = 2 ** 32 - (2 ** 32 % bound)
      for (let i = 0; i < 1_000; i++) {
        let word = words.below(2 ** 32)
        while (word >= limit) word = words.below(2 ** 32)
        expect(stream.below(bound)).toBe(word % bound)
      }
    }
  })

  it.each([0, -1, 1.5, 2 ** 32 + 1, Number.NaN, Number.POSITIVE_INFINITY])(
    "refuses the bound %d",
    (bound) => {
      expect(() => randomStream(1, "bounds", 0).below(bound)).toThrow(RangeError)
    }
  )
})

describe("unit and normal", () => {
  it("unit is uniform in [0, 1), seed 21", () => {
    const stream = randomStream(21, "unit", 0)
    const counts = new Array<number>(100).fill(0)
    for (let i = 0; i < 50_000; i++) counts[Math.floor(stream.unit() * 100)]! += 1
    expect(counts).toHaveLength(100)
    expect(chiSquare(counts, () => 500)).toBeLessThan(chiSquareLimit(99))
  })

  it("normal has mean 0, variance 1 and kurtosis 3, seed 22", () => {
    const stream = randomStream(22, "normal", 0)
    const draws = 100_000
    const moments = [0, 0, 0]
    for (let i = 0; i < draws; i++) {
      const drawn = stream.normal()
      ;[drawn, drawn ** 2, drawn ** 4].forEach((power, moment) => {
        moments[moment]! += power / draws
      })
    }
    // The variances of x, x^2 and x^4 of a standard normal are 1, 2 and 96.
    expect(Math.abs(moments[0]!)).toBeLessThan(5 * Math.sqrt(1 / draws))
    expect(Math.abs(moments[1]! - 1)).toBeLessThan(5 * Math.sqrt(2 / draws))
    expect(Math.abs(moments[2]! - 3)).toBeLessThan(5 * Math.sqrt(96 / draws))
  })
})

describe("streams are independent", () => {
  const pairs: readonly [string, RandomStream, RandomStream][] = [
    ["of another name", randomStream(31, "select", 5), randomStream(31, "mutate", 5)],
    ["of the next index", randomStream(31, "select", 5), randomStream(31, "select", 6)],
    ["of the next seed", randomStream(31, "select", 5), randomStream(32, "select", 5)],
    ["of an index 2^32 further", randomStream(31, "select", 5), randomStream(31, "select", 5 + 2 ** 32)],
    ["of a seed 2^32 further", randomStream(31, "select", 5), randomStream(31 + 2 ** 32, "select", 5)]
  ]
  it.each(pairs)("seed 31: a stream tells nothing of the one %s", (_, first, second) => {
    const counts = new Array<number>(100).fill(0)
    for (let i = 0; i < 50_000; i++) counts[first.below(10) * 10 + second.below(10)]! += 1
    expect(chiSquare(counts, () => 500)).toBeLessThan(chiSquareLimit(99))
  })

  it("the first draws of consecutive indexes are uniform, seed 33", () => {
    const counts = new Array<number>(100).fill(0)
    for (let index = 0; index < 50_000; index++) counts[randomStream(33, "select", index).below(100)]! += 1
    expect(chiSquare(counts, () => 500)).toBeLessThan(chiSquareLimit(99))
  })

  it("the same stream is the same wherever it is made, whatever was drawn in between, seed 34", () => {
    const once = randomStream(34, "select", 1)
    const first = [once.below(1000), once.below(1000), once.below(1000)]
    randomStream(34, "mutate", 1).normal()
    const again = randomStream(34, "select", 1)
    expect([again.below(1000), again.below(1000), again.below(1000)]).toEqual(first)
  })
})
