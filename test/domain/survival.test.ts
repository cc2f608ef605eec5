/**
 * Survival: who dies. Situations have individuals 100, 101, … in the order of joining. Where chance decides the
 * seeds are fixed; of seeds drawn at random, right code would exceed a chi-square limit with probability 1e-6.
 */
import { describe, expect, it } from "vitest"
import { randomStream } from "../../src/domain/random-stream.ts"
import { oldestBeyond, worstOfAllBeyond, worstOfSampleBeyond } from "../../src/domain/survival.ts"
import { situationWith } from "../fixtures/situation.ts"
import { chiSquare, chiSquareLimit } from "./chi-square.ts"

const stream = randomStream(1, "test survival", 0)

describe("aging", () => {
  it("takes the oldest when there are more than P, however fit it is", () => {
    expect(oldestBeyond(2)(situationWith([1, 0.2, 0.3]), stream)).toEqual({ individual: 100, cause: "aging" })
  })

  it.each([0, 1, 2])("takes nobody of %i when there is room for 2", (size) => {
    expect(oldestBeyond(2)(situationWith([0.1, 0.2].slice(0, size)), stream)).toBeUndefined()
  })
})

describe("the worst of all", () => {
  const worst = worstOfAllBeyond(3)

  it("dies, also when it is the newcomer", () => {
    expect(worst(situationWith([0.5, 0.2, 0.9, 0.3]), stream)).toEqual({
      individual: 101,
      cause: "worst-of-all"
    })
    expect(worst(situationWith([0.5, 0.2, 0.9, 0.1]), stream)?.individual).toBe(103)
  })

  it("is the oldest of several that are equally bad", () => {
    expect(worst(situationWith([0.5, 0.2, 0.2, 0.3]), stream)?.individual).toBe(101)
  })

  it("lives while there is room", () => {
    expect(worst(situationWith([0.5, 0.2, 0.9]), stream)).toBeUndefined()
  })
})

describe("the worst of the sample", () => {
  const worst = worstOfSampleBeyond({ populationSize: 3, sampleSize: 2, replacement: true })

  it("is of those whose best bred the newcomer, and not the worst of all", () => {
    const situation = situationWith([0.5, 0.1, 0.9, 0.3], { newestSample: [102, 100, 102] })
    expect(worst(situation, stream)).toEqual({ individual: 100, cause: "worst-of-sample" })
  })

  it("is of the living: who has died since cannot die again", () => {
    const situation = situationWith([0.5, 0.1, 0.9, 0.3], { newestSample: [7, 102] })
    expect(worst(situation, stream)?.individual).toBe(102)
  })

  it.each([
    ["a sample that has died out", [7, 8]],
    ["a newcomer drawn at random", []]
  ])("comes of a fresh sample after %s, and never is the newcomer, seeds 1 to 3000", (_, newestSample) => {
    const situation = situationWith([0.5, 0.1, 0.9, 0.01], { newestSample })
    const counts = [0, 0, 0, 0]
    for (let seed = 1; seed <= 3000; seed++) {
      const dead = worst(situation, randomStream(seed, "test survival", 0))?.individual ?? 100
      counts[dead - 100] = (counts[dead - 100] ?? 0) + 1
    }
    // Of two draws with replacement out of three: the worst is in 5/9 of the samples, the best alone in 1/9.
    const shares = [3 / 9, 5 / 9, 1 / 9]
    expect(counts[3]).toBe(0)
    expect(chiSquare(counts.slice(0, 3), (cell) => 3000 * (shares[cell] ?? 0))).toBeLessThan(
      chiSquareLimit(2)
    )
  })
})
