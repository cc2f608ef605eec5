/** The space of bit strings: the contract, and what `flip` promises. */
import { describe, expect, it } from "vitest"
import { randomStream } from "../../src/domain/random-stream.ts"
import { bitsConfig, countOnes, makeBitsSpace } from "../../src/spaces/bits.ts"
import { CHI_SQUARE_ERROR, chiSquare, chiSquareLimit } from "../domain/chi-square.ts"
import { spaceContract } from "./space-contract.ts"

spaceContract({
  space: makeBitsSpace({ kind: "bits", length: 10 }),
  seed: 51,
  outside: ["", "010101010", "01010101010", "010101010x", "0101010101\n", 1010101010, null, ["0"]],
  genomeCount: 1024
})
spaceContract({ space: makeBitsSpace({ kind: "bits", length: 100 }), seed: 52, outside: ["0".repeat(99)] })
spaceContract({ space: makeBitsSpace({ kind: "bits", length: 4096 }), seed: 53, outside: ["0".repeat(4097)] })

describe("flip", () => {
  const space = makeBitsSpace({ kind: "bits", length: 20 })
  const flipOf = (genome: string, index: number) =>
    space.operators.flip?.(genome, randomStream(54, "mutate", index))

  it("flips exactly the bit that it names, seed 54", () => {
    for (let index = 0; index < 500; index++) {
      const genome = space.random(randomStream(54, "random", index))
      const mutation = flipOf(genome, index)
      const differing = [...genome].flatMap((bit, i) => (bit === mutation?.genome[i] ? [] : [i]))
      expect(differing).toEqual([mutation?.change.bit])
    }
  })

  it(`flips each bit equally often, seed 54 (error probability ${CHI_SQUARE_ERROR})`, () => {
    const counts = new Array<number>(20).fill(0)
    for (let index = 0; index < 20_000; index++)
      counts[Number(flipOf("0".repeat(20), index)?.change.bit)]! += 1
    expect(chiSquare(counts, () => 1000)).toBeLessThan(chiSquareLimit(19))
  })
})

describe("the bits of a random genome", () => {
  it(`are set equally often at each of 100 places, seed 55 (error probability ${CHI_SQUARE_ERROR})`, () => {
    const space = makeBitsSpace({ kind: "bits", length: 100 })
    const counts = new Array<number>(100).fill(0)
    for (let index = 0; index < 4_000; index++) {
      const genome = space.random(randomStream(55, "random", index))
      for (let bit = 0; bit < 100; bit++) counts[bit]! += Number(genome[bit])
    }
    // Each count is binomial with variance 1000, so its squared deviation is scaled by that, and no place is bound.
    const statistic = counts.reduce((sum, count) => sum + (count - 2000) ** 2 / 1000, 0)
    expect(statistic).toBeLessThan(chiSquareLimit(100))
  })
})

describe("describing a bit string", () => {
  it("counts the set bits and shows the string, cut short beyond 64 bits", () => {
    expect(countOnes("0110")).toBe(2)
    expect(makeBitsSpace({ kind: "bits", length: 4 }).describe("0110")).toBe("2 of 4 bits set: 0110")
    expect(makeBitsSpace({ kind: "bits", length: 65 }).describe("1".repeat(65))).toBe(
      `65 of 65 bits set: ${"1".repeat(64)}…`
    )
  })
})

describe("bitsConfig", () => {
  it("has 100 bits unless told otherwise", () => {
    expect(bitsConfig.parse({ kind: "bits" })).toEqual({ kind: "bits", length: 100 })
  })

  it.each([{ length: 0 }, { length: 4097 }, { length: 1.5 }, { length: "8" }, { lenght: 8 }])(
    "refuses %j",
    (fields) => {
      expect(bitsConfig.safeParse({ kind: "bits", ...fields }).success).toBe(false)
    }
  )
})
