/** A published comparison on NAS-Bench-101, made again with the engine's own rules (bench/reproduce says how). */
import { describe, expect, it } from "vitest"
import {
  DISTANCE_MAX,
  deviationDistance,
  meanDistance,
  NOTEBOOK_RULES,
  PUBLISHED,
  SEARCH_RUNS,
  searchFigures
} from "../../bench/reproduce/nas-bench-101-section.ts"

describe("150 evaluations on NAS-Bench-101, seeds 1001 to 1100 (error probability 0.001 each)", () => {
  const random = searchFigures(NOTEBOOK_RULES, "random", 1001)
  const aging = searchFigures(NOTEBOOK_RULES, "aging", 1001)

  it("random search ends at 6.348 ± 0.139 %", () => {
    expect(meanDistance(random, PUBLISHED.random)).toBeLessThan(DISTANCE_MAX)
    expect(deviationDistance(random, PUBLISHED.random)).toBeLessThan(DISTANCE_MAX)
  })

  it("aging evolution ends at 6.136 ± 0.202 %", () => {
    expect(meanDistance(aging, PUBLISHED.aging)).toBeLessThan(DISTANCE_MAX)
    expect(deviationDistance(aging, PUBLISHED.aging)).toBeLessThan(DISTANCE_MAX)
  })

  it("aging evolution is better than random search", () => {
    expect(random.mean - aging.mean).toBeGreaterThan(
      (DISTANCE_MAX * Math.hypot(random.deviation, aging.deviation)) / Math.sqrt(SEARCH_RUNS)
    )
  })

  it("with invalid cells kept and the edges counted before pruning, aging evolution does not get there", () => {
    const rules = { ...NOTEBOOK_RULES, edgeLimit: "before-pruning", invalid: "keep" } as const
    expect(meanDistance(searchFigures(rules, "aging", 1001), PUBLISHED.aging)).toBeGreaterThan(DISTANCE_MAX)
  })
})
