/** Goal: figures of samples and tests between them. Method: values of SciPy 1.17.1, published ones, and plain loops. */
import { describe, expect, it } from "vitest"
import { confidenceBand } from "../../../src/analysis/statistics/confidence-band.ts"
import { holm } from "../../../src/analysis/statistics/holm.ts"
import { mannWhitney } from "../../../src/analysis/statistics/mann-whitney.ts"
import { mean, standardDeviation } from "../../../src/analysis/statistics/moments.ts"
import { fiveNumbers, quantile } from "../../../src/analysis/statistics/quantile.ts"
import { varghaDelaney } from "../../../src/analysis/statistics/vargha-delaney.ts"
import { randomStream } from "../../../src/domain/random-stream.ts"

describe("a sample", () => {
  const sample = [0.908, 0.893, 0.921, 0.887, 0.915]

  it("has mean, deviation and 95 % band as scipy.stats.t.interval gives them", () => {
    expect(mean(sample)).toBeCloseTo(0.9048, 14)
    expect(standardDeviation(sample)).toBeCloseTo(0.014429137188342218, 14)
    const { low, high } = confidenceBand(sample)
    expect(low).toBeCloseTo(0.8868838598280926, 12)
    expect(high).toBeCloseTo(0.9227161401719077, 12)
  })

  it("of one value has no deviation and no band", () => {
    expect(standardDeviation([0.5])).toBeUndefined()
    expect(confidenceBand([0.5])).toEqual({ mean: 0.5, low: null, high: null })
  })

  it("has quantiles as numpy.quantile gives them", () => {
    const ascending = [1, 1, 2, 3, 4, 5, 6, 9]
    for (const [share, value] of [
      [0.1, 1],
      [0.25, 1.75],
      [0.5, 3.5],
      [0.75, 5.25],
      [0.9, 6.9]
    ] as const)
      expect(quantile(ascending, share)).toBeCloseTo(value, 14)
    expect(fiveNumbers([3, 1, 4, 1, 5, 9, 2, 6])).toEqual({
      min: 1,
      lowerQuartile: 1.75,
      median: 3.5,
      upperQuartile: 5.25,
      max: 9
    })
  })
})

/** Deals the values in every way, and counts those in which the first sample wins as unevenly as the one seen. */
const byHand = (values: readonly number[], size: number): number => {
  const unevenness = (isFirst: (index: number) => boolean): number => {
    const first = values.filter((_, index) => isFirst(index))
    return Math.abs(
      varghaDelaney(
        first,
        values.filter((_, index) => !isFirst(index))
      ) - 0.5
    )
  }
  const seen = unevenness((index) => index < size)
  let [all, asFar] = [0, 0]
  for (let deal = 0; deal < 2 ** values.length; deal++) {
    const isFirst = (index: number) => ((deal >> index) & 1) === 1
    if (values.filter((_, index) => isFirst(index)).length !== size) continue
    all++
    if (unevenness(isFirst) >= seen - 1e-12) asFar++
  }
  return asFar / all
}

describe("the Mann–Whitney test", () => {
  it("is exact for small samples (scipy, method exact)", () => {
    const result = mannWhitney([0.91, 0.89, 0.93, 0.88, 0.95], [0.9, 0.87, 0.86, 0.85, 0.92, 0.84])
    expect(result).toMatchObject({ u: 25, method: "exact" })
    expect(result?.p).toBeCloseTo(0.08225108225108226, 12)
  })

  it("is exact with ties as well (scipy, permutation_test over all 462 ways)", () => {
    const result = mannWhitney([1, 2, 2, 3, 5], [2, 3, 4, 4, 6, 6])
    expect(result).toMatchObject({ u: 6.5, method: "exact" })
    expect(result?.p).toBeCloseTo(0.12987012987012986, 12)
  })

  it("approximates large samples, with ties and continuity (scipy, method asymptotic)", () => {
    const first = Array.from({ length: 30 }, (_, i) => Math.round(((i * 37) % 101) / 10) / 10)
    const second = [
      0.1, 0.7, 0.2, 0.8, 0.3, 0.9, 0.4, 1.0, 0.5, 0.0, 0.6, 0.1, 0.7, 0.2, 0.8, 0.3, 0.9, 0.4, 1.0, 0.5, 0.0,
      0.6, 0.1, 0.7, 0.2
    ]
    const result = mannWhitney(first, second)
    expect(result).toMatchObject({ u: 378.5, method: "normal" })
    expect(result?.p).toBeCloseTo(0.959381869697761, 12)
  })

  it("finds the critical values of the printed table: U = 2 and U = 23 are the last below 5 %", () => {
    /** Two samples without ties whose U is as wanted: the largest moves down past so many of the other sample. */
    const pOf = (size: number, u: number): number => {
      const second = Array.from({ length: size }, (_, i) => 2 * (size + i))
      const first = Array.from({ length: size }, (_, i) => i)
      let missing = u
      for (let i = size - 1; i >= 0; i--) {
        const beaten = Math.min(size, missing)
        missing -= beaten
        if (beaten > 0) first[i] = 2 * (size + beaten) - 1 + (i - size + 1) * 0.01
      }
      const result = mannWhitney(first, second)
      expect(result?.u).toBe(u)
      return result?.p ?? Number.NaN
    }
    // Mann and Whitney's tables, two-sided: 2 for 5 and 5, 23 for 10 and 10, 127 for 20 and 20.
    for (const [size, critical] of [
      [5, 2],
      [10, 23],
      [20, 127]
    ] as const) {
      expect(pOf(size, critical)).toBeLessThanOrEqual(0.05)
      expect(pOf(size, critical + 1)).toBeGreaterThan(0.05)
    }
  })

  it("counts as one does by hand, ties included, whichever sample comes first (seed 5)", () => {
    const stream = randomStream(5, "samples", 0)
    const draw = (size: number) => Array.from({ length: size }, () => stream.below(6))
    for (let round = 0; round < 20; round++) {
      const [first, second] = [draw(4), draw(5)]
      const result = mannWhitney(first, second)
      expect(result?.p).toBeCloseTo(byHand([...first, ...second], first.length), 12)
      const exchanged = mannWhitney(second, first)
      expect(exchanged?.p).toBeCloseTo(result?.p ?? Number.NaN, 12)
      expect((result?.u ?? 0) + (exchanged?.u ?? 0)).toBe(20)
    }
  })

  it("says nothing of a single value, and that equal values do not differ", () => {
    expect(mannWhitney([1], [2, 3, 4])).toBeUndefined()
    expect(mannWhitney([2, 2], [2, 2, 2])).toMatchObject({ u: 3, p: 1 })
    const many = new Array<number>(30).fill(0.5)
    expect(mannWhitney(many, many)).toMatchObject({ u: 450, p: 1, method: "normal" })
  })
})

describe("Vargha and Delaney's A12", () => {
  it("is the chance to be higher, and U over all pairs", () => {
    expect(varghaDelaney([1, 2, 3], [1, 2, 3])).toBe(0.5)
    expect(varghaDelaney([4, 5], [1, 2, 3])).toBe(1)
    expect(varghaDelaney([1, 2, 2, 3, 5], [2, 3, 4, 4, 6, 6])).toBeCloseTo(6.5 / 30, 14)
  })
})

describe("Holm's correction", () => {
  it("gives the values of the worked example (Holm's method, p = 0.01, 0.04, 0.03, 0.005)", () => {
    const corrected = holm([0.01, 0.04, 0.03, 0.005])
    for (const [index, value] of [0.03, 0.06, 0.06, 0.02].entries())
      expect(corrected[index]).toBeCloseTo(value, 14)
  })

  it("never exceeds 1 and never reorders", () => {
    expect(holm([0.9, 0.8, 0.7])).toEqual([1, 1, 1])
    expect(holm([])).toEqual([])
  })
})
