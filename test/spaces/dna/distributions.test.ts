/**
 * What the mutations draw, against the paper's distributions: chi-square for what is counted, Kolmogorov and Smirnov's
 * test for the learning rate. On another seed each would fail with the probability that its name states.
 */
import { describe, expect, it } from "vitest"
import type { Json } from "../../../src/domain/canonical-json.ts"
import { randomStream } from "../../../src/domain/random-stream.ts"
import type { ConvolutionEdge, DnaGenome } from "../../../src/spaces/dna/genome.ts"
import { CHI_SQUARE_ERROR, chiSquare, chiSquareLimit } from "../../domain/chi-square.ts"
import { applyOperator, convolutionEdge, dnaOf, identityEdge, linear, SMALL } from "./dna-fixtures.ts"

const SEED = 2902
const DRAWS = 4000
const error = `error probability ${CHI_SQUARE_ERROR}`

const changes = (name: string, genome: DnaGenome): Readonly<Record<string, Json>>[] =>
  Array.from({ length: DRAWS }, (_, index) => {
    const mutation = applyOperator(name, genome, randomStream(SEED, name, index))
    if (mutation === undefined) throw new Error(`${name} could not be applied`)
    return mutation.change
  })

/** Counts against shares by value; a value without a share is a failure. */
const expectShares = (values: readonly unknown[], shares: Readonly<Record<string, number>>): void => {
  const names = Object.keys(shares)
  const counts = names.map((name) => values.filter((value) => String(value) === name).length)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(values.length)
  const expected = names.map((name) => values.length * (shares[name] ?? 0))
  expect(chiSquare(counts, (cell) => expected[cell] ?? 0)).toBeLessThan(chiSquareLimit(names.length - 1))
}

const uniform = (values: readonly unknown[]): Record<string, number> =>
  Object.fromEntries(values.map((value) => [String(value), 1 / values.length]))

const single = (genes: Partial<ConvolutionEdge>): DnaGenome =>
  dnaOf([linear("a")], [convolutionEdge("e1", "input", "a", genes), identityEdge("e2", "a", "output")])

describe(`the mutations' draws, seed ${SEED}`, () => {
  it("ALTER-LEARNING-RATE multiplies by 2^u, u uniform in [-1, 1) (Kolmogorov–Smirnov, error probability 1e-6)", () => {
    const draws = changes("alterLearningRate", SMALL)
      .map(({ from, to }) => (Math.log2(Number(to) / Number(from)) + 1) / 2)
      .sort((a, b) => a - b)
    const distance = Math.max(
      ...draws.map((draw, rank) => Math.max(draw - rank / DRAWS, (rank + 1) / DRAWS - draw))
    )
    expect(distance).toBeLessThan(Math.sqrt(-Math.log(1e-6 / 2) / (2 * DRAWS)))
    expect(draws[0]).toBeGreaterThanOrEqual(0)
    expect(draws.at(-1)).toBeLessThan(1)
  })

  it.each([
    [10, 5, 20],
    [1, 1, 2],
    [7, 4, 14]
  ])(`ALTER-NUMBER-OF-CHANNELS makes of %i channels %i to %i, uniformly (${error})`, (old, least, most) => {
    const drawn = changes("alterNumberOfChannels", single({ depthFactor: old / 3 }))
    const range = Array.from({ length: most - least + 1 }, (_, offset) => least + offset)
    expect(new Set(drawn.map(({ from }) => from))).toEqual(new Set([old]))
    expectShares(
      drawn.map(({ to }) => to),
      uniform(range)
    )
  })

  it.each([
    [1, [1, 2]],
    [2, [1, 2, 4]],
    [8, [4, 8, 16]]
  ])(`ALTER-STRIDE makes of %i one of %j, uniformly (${error})`, (old, range) => {
    const drawn = changes("alterStride", single({ strideScale: Math.log2(old) }))
    expectShares(
      drawn.map(({ to }) => to),
      uniform(range)
    )
  })

  it.each([
    [3, [3, 5]],
    [5, [3, 5, 7, 9]],
    [7, [5, 7, 9, 11, 13]]
  ])(`FILTER-SIZE makes of %i one of %j, horizontally or vertically (${error})`, (old, range) => {
    const half = (old - 1) / 2
    const drawn = changes("filterSize", single({ filterHalfWidth: half, filterHalfHeight: half }))
    const places = ["horizontal", "vertical"].flatMap((direction) =>
      range.map((size) => `${direction} ${size}`)
    )
    expectShares(
      drawn.map(({ direction, to }) => `${direction} ${to}`),
      uniform(places)
    )
  })

  it.each(["alterStride", "alterNumberOfChannels", "filterSize"])(
    `%s draws each convolution equally often (${error})`,
    (name) => {
      expectShares(
        changes(name, SMALL).map(({ edge }) => edge),
        uniform(["e1", "e2", "e3"])
      )
    }
  )

  it(`INSERT-CONVOLUTION draws each place of the backbone, stride 1 or 2, BN+ReLU or linear (${error})`, () => {
    const cases = ["e1", "e2", "e3", "e4"].flatMap((before) =>
      [1, 2].flatMap((stride) => ["LINEAR", "BN_RELU"].map((type) => `${before} ${stride} ${type}`))
    )
    expectShares(
      changes("insertConvolution", SMALL).map(({ before, stride, type }) => `${before} ${stride} ${type}`),
      uniform(cases)
    )
  })

  it(`INSERT-ONE-TO-ONE draws each place of the backbone, BN+ReLU or linear (${error})`, () => {
    const cases = ["e1", "e2", "e3", "e4"].flatMap((before) =>
      ["LINEAR", "BN_RELU"].map((type) => `${before} ${type}`)
    )
    expectShares(
      changes("insertOneToOne", SMALL).map(({ before, type }) => `${before} ${type}`),
      uniform(cases)
    )
  })

  it(`REMOVE-CONVOLUTION draws each convolution equally often (${error})`, () => {
    expectShares(
      changes("removeConvolution", SMALL).map(({ edge }) => edge),
      uniform(["e1", "e2", "e3"])
    )
  })

  it(`ADD-SKIP takes the first possible pair of two random orders: b half of the time, then input or a (${error})`, () => {
    const chain = dnaOf(
      [linear("a"), linear("b")],
      [identityEdge("e1", "input", "a"), identityEdge("e2", "a", "b"), identityEdge("e3", "b", "output")]
    )
    expectShares(
      changes("addSkip", chain).map(({ from, to }) => `${from} ${to}`),
      { "input b": 1 / 2, "input output": 1 / 4, "a output": 1 / 4 }
    )
  })

  it(`REMOVE-SKIP draws each skip equally often (${error})`, () => {
    let genome = SMALL
    for (let index = 0; index < 3; index++)
      genome = applyOperator("addSkip", genome, randomStream(SEED, "skip", index))?.genome ?? genome
    const skips = genome.edges.filter(({ depthPrecedence }) => depthPrecedence === 0).map(({ id }) => id)
    expect(skips).toHaveLength(4)
    expectShares(
      changes("removeSkip", genome).map(({ edge }) => edge),
      uniform(skips)
    )
  })
})
