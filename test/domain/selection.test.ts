/**
 * Tournaments: what they draw and who wins. The seeds are fixed, so these tests always give the same answer; of
 * seeds drawn at random, right code would exceed a chi-square limit with probability 1e-6 a test.
 */
import { describe, expect, it } from "vitest"
import { type Member, Population } from "../../src/domain/population.ts"
import { randomStream } from "../../src/domain/random-stream.ts"
import { type TournamentOptions, tournament } from "../../src/domain/selection.ts"
import { FIRST, memberWith } from "../fixtures/situation.ts"
import { chiSquare, chiSquareLimit } from "./chi-square.ts"

const DRAWS = 20_000

const populationOf = (fitness: readonly number[]): Population =>
  new Population(fitness.map((value, i) => memberWith(FIRST + i, value, i + 1)))

const hold = (population: Population, options: TournamentOptions, index: number) =>
  tournament(population, randomStream(7, "test selection", index), options)

const positionOf = ({ individual }: Member): number => individual - FIRST

describe.each([true, false])("a tournament with replacement %s", (replacement) => {
  it("draws every position equally often, at each place of the sample", () => {
    const [size, sampleSize] = [11, 4]
    const population = populationOf(Array.from({ length: size }, (_, i) => i))
    const counts = Array.from({ length: sampleSize }, () => Array<number>(size).fill(0))
    for (let index = 0; index < DRAWS; index++) {
      hold(population, { sampleSize, replacement }, index).sample.forEach((member, place) => {
        const row = counts[place]
        if (row !== undefined) row[positionOf(member)] = (row[positionOf(member)] ?? 0) + 1
      })
    }
    const totals = Array.from({ length: size }, (_, i) => counts.reduce((sum, row) => sum + (row[i] ?? 0), 0))
    expect(totals.reduce((sum, count) => sum + count)).toBe(sampleSize * DRAWS)
    // Without replacement the places of one sample depend on each other, which makes the statistic smaller only.
    const expected = (sampleSize * DRAWS) / size
    expect(chiSquare(totals, () => expected)).toBeLessThan(chiSquareLimit(size - 1))
    if (!replacement) return
    for (const row of counts)
      expect(chiSquare(row, () => DRAWS / size)).toBeLessThan(chiSquareLimit(size - 1))
  })

  it("is won by the fittest of the sample", () => {
    const population = populationOf([5, 3, 9, 1, 7])
    for (let index = 0; index < 200; index++) {
      const { sample, winner } = hold(population, { sampleSize: 3, replacement }, index)
      expect(winner.fitness).toBe(Math.max(...sample.map(({ fitness }) => fitness)))
      expect(sample).toContain(winner)
    }
  })

  it("is won by who joined first among equals", () => {
    const population = populationOf([1, 1, 1, 1, 1, 1])
    for (let index = 0; index < 200; index++) {
      const { sample, winner } = hold(population, { sampleSize: 3, replacement }, index)
      expect(positionOf(winner)).toBe(Math.min(...sample.map(positionOf)))
    }
  })

  it("needs somebody to take part", () => {
    expect(() => hold(populationOf([]), { sampleSize: 2, replacement }, 0)).toThrow(RangeError)
  })
})

it("selects the member of rank r as often as sampling with replacement says", () => {
  // The best of S draws from P is of rank r (1 is best) with probability ((P−r+1)/P)^S − ((P−r)/P)^S.
  const [size, sampleSize] = [8, 3]
  const population = populationOf([3, 1, 7, 0, 5, 2, 6, 4])
  const counts = Array<number>(size).fill(0)
  for (let index = 0; index < DRAWS; index++) {
    const rank = size - 1 - hold(population, { sampleSize, replacement: true }, index).winner.fitness
    counts[rank] = (counts[rank] ?? 0) + 1
  }
  const probability = (rank: number): number =>
    ((size - rank) / size) ** sampleSize - ((size - rank - 1) / size) ** sampleSize
  expect(chiSquare(counts, (rank) => DRAWS * probability(rank))).toBeLessThan(chiSquareLimit(size - 1))
})

describe("without replacement", () => {
  it("every set of members is equally likely, and nobody is drawn twice", () => {
    const [size, sampleSize, sets] = [6, 3, 20]
    const population = populationOf(Array.from({ length: size }, (_, i) => i))
    const counts = new Map<string, number>()
    for (let index = 0; index < DRAWS; index++) {
      const { sample } = hold(population, { sampleSize, replacement: false }, index)
      const positions = sample.map(positionOf).sort()
      expect(new Set(positions).size).toBe(sampleSize)
      const key = positions.join()
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
    expect(counts.size).toBe(sets)
    expect(chiSquare([...counts.values()], () => DRAWS / sets)).toBeLessThan(chiSquareLimit(sets - 1))
  })

  it("a population smaller than S takes part whole", () => {
    const { sample, winner } = hold(populationOf([1, 9, 4]), { sampleSize: 25, replacement: false }, 0)
    expect(sample.map(positionOf).sort()).toEqual([0, 1, 2])
    expect(positionOf(winner)).toBe(1)
  })
})

it("with replacement S may be larger than the population", () => {
  expect(hold(populationOf([1, 9]), { sampleSize: 25, replacement: true }, 0).sample).toHaveLength(25)
})
