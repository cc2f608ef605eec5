/** Several objectives: fronts and crowding against a plain reading of Deb et al. 2002. */
import { describe, expect, it } from "vitest"
import {
  crowdingDistances,
  lastFront,
  nonDominatedEvolution
} from "../../../src/domain/policies/non-dominated.ts"
import { Population } from "../../../src/domain/population.ts"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { memberWith, situationWith } from "../../fixtures/situation.ts"

/** Points as (fitness, cost), joined in this order. */
const membersAt = (points: readonly (readonly [number, number])[]) =>
  points.map(([fitness, cost], i) => memberWith(i, fitness, i + 1, [cost]))

const dominates = (a: readonly [number, number], b: readonly [number, number]): boolean =>
  a[0] >= b[0] && a[1] <= b[1] && (a[0] > b[0] || a[1] < b[1])

describe("the last front", () => {
  it("is what remains when one front after another is taken away", () => {
    const front = lastFront(
      membersAt([
        [0.9, 5],
        [0.8, 3],
        [0.7, 4],
        [0.6, 6],
        [0.5, 1]
      ])
    )
    expect(front.map(({ individual }) => individual)).toEqual([3])
  })

  it.each([1, 2, 3, 4, 5])("has the largest rank by the definition, seed %i", (seed) => {
    const stream = randomStream(seed, "test fronts", 0)
    const points = Array.from({ length: 40 }, () => [stream.below(12) / 12, stream.below(12)] as const)
    const rank = (i: number): number => {
      const point = points[i]
      if (point === undefined) return -1
      const above = points.flatMap((other, j) => (dominates(other, point) ? [rank(j)] : []))
      return 1 + Math.max(-1, ...above)
    }
    const ranks = points.map((_, i) => rank(i))
    const last = ranks.flatMap((value, i) => (value === Math.max(...ranks) ? [i] : []))
    expect(lastFront(membersAt(points)).map(({ individual }) => individual)).toEqual(last)
  })
})

describe("crowding", () => {
  it("is the neighbours' distance summed over the objectives, and infinite at the ends", () => {
    const members = membersAt([
      [0.1, 1],
      [0.5, 2],
      [0.6, 8],
      [0.9, 11]
    ])
    const distances = crowdingDistances(members)
    const of = (i: number) => distances.get(members[i] ?? memberWith(9, 0, 9))
    expect(of(0)).toBe(Number.POSITIVE_INFINITY)
    expect(of(3)).toBe(Number.POSITIVE_INFINITY)
    expect(of(1)).toBeCloseTo(0.5 / 0.8 + 7 / 10, 12)
    expect(of(2)).toBeCloseTo(0.4 / 0.8 + 9 / 10, 12)
  })
})

describe("who dies", () => {
  const policy = nonDominatedEvolution({
    kind: "non-dominated",
    populationSize: 4,
    sampleSize: 2,
    replacement: true,
    identityProbability: 0,
    minimise: ["flops"]
  })
  const dying = (points: readonly (readonly [number, number])[]) =>
    policy.afterJoining?.(
      { ...situationWith([]), newest: 4, population: new Population(membersAt(points)) },
      randomStream(1, "unused", 0)
    )

  it("is dominated, though others are less fit", () => {
    expect(
      dying([
        [0.9, 5],
        [0.1, 1],
        [0.5, 3],
        [0.8, 6],
        [0.7, 4]
      ])
    ).toEqual({ individual: 3, cause: "dominated" })
  })

  it("is the most crowded where nobody is dominated", () => {
    expect(
      dying([
        [0.1, 1],
        [0.5, 5],
        [0.52, 5.1],
        [0.54, 5.2],
        [0.9, 9]
      ])?.individual
    ).toBe(2)
  })

  it("is nobody while there is room", () => {
    expect(
      dying([
        [0.1, 1],
        [0.5, 5],
        [0.3, 9],
        [0.2, 9]
      ])
    ).toBeUndefined()
  })
})
