/** Goal: the distributions behind bands and tests. Method: values of SciPy 1.17.1 and of printed tables. */
import { describe, expect, it } from "vitest"
import { incompleteBeta, logGamma } from "../../../src/analysis/statistics/incomplete-beta.ts"
import { normalUpperTail } from "../../../src/analysis/statistics/normal-tail.ts"
import { studentQuantile, studentTwoTails } from "../../../src/analysis/statistics/student-t.ts"

describe("the incomplete beta function", () => {
  it.each([
    // scipy.special.betainc(a, b, x)
    [0.3, 2.5, 0.5, 0.018927124071945658],
    [0.92, 24.5, 0.5, 0.044315177153473856],
    [0.01, 0.5, 7, 0.2874836298717217],
    // By hand: 6x² − 8x³ + 3x⁴.
    [0.3, 2, 3, 0.3483]
  ])("at x = %d with a = %d, b = %d is %d", (x, a, b, value) => {
    expect(incompleteBeta(x, a, b)).toBeCloseTo(value, 13)
    expect(incompleteBeta(1 - x, b, a)).toBeCloseTo(1 - value, 13)
  })

  it("stands on the logarithm of factorials", () => {
    let factorial = 1
    for (let n = 1; n <= 20; n++) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 12)
      factorial *= n
    }
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 13)
  })
})

describe("Student's t", () => {
  it.each([
    // scipy.stats.t.ppf(0.975, n)
    [1, 12.706204736174694],
    [2, 4.302652729749462],
    [4, 2.7764451051977934],
    [9, 2.262157162798205],
    [29, 2.045229642132703],
    [199, 1.9719565442517533]
  ])("with %d degrees of freedom has 95 %% within %d", (degrees, quantile) => {
    expect(studentQuantile(0.95, degrees)).toBeCloseTo(quantile, 10)
    expect(studentTwoTails(quantile, degrees)).toBeCloseTo(0.05, 12)
  })
})

describe("the normal tail", () => {
  it.each([
    // scipy.stats.norm.sf(z)
    [0, 0.5],
    [0.5, 0.3085375387259869],
    [1.96, 0.024997895148220435],
    [2.9, 0.0018658133003840375],
    [3.1, 0.0009676032132183563],
    [6, 9.865876450376946e-10],
    [10, 7.61985302416047e-24]
  ])("beyond %d is %d", (z, tail) => {
    expect(normalUpperTail(z) / tail).toBeCloseTo(1, 12)
    expect(normalUpperTail(-z)).toBeCloseTo(1 - tail, 14)
  })
})
