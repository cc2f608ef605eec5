/** The packed NAS-Bench-101: whole, and equal to what was computed from its source before it was packed. */
import { describe, expect, it } from "vitest"
import { nasBench101Columns, nasBench101Table, TEST_IMAGES } from "../../src/datasets/nas-bench-101.ts"
import { packGenome } from "../../src/spaces/nas-bench-101/genome.ts"
import { prune } from "../../src/spaces/nas-bench-101/pruning.ts"
import { INCEPTION, INCEPTION_PERMUTED } from "../spaces/nas-bench-101/inception.ts"

const { cells, testCounts, parameters } = nasBench101Columns()
const lookUp = nasBench101Table()

describe("the table of NAS-Bench-101", () => {
  it("has 423,624 cells in ascending order", () => {
    expect([cells.length, testCounts.length, parameters.length]).toEqual([423_624, 423_624, 423_624])
    expect(cells.every((cell, row) => row === 0 || cell > (cells[row - 1] ?? 0))).toBe(true)
  })

  it("has the best mean test accuracy 0.943176, and 0.8968 on average", () => {
    let [best, sum] = [0, 0]
    for (const count of testCounts) {
      best = Math.max(best, count)
      sum += count
    }
    expect((best / TEST_IMAGES).toFixed(6)).toBe("0.943176")
    expect((sum / TEST_IMAGES / testCounts.length).toFixed(4)).toBe("0.8968")
  })

  it("has parameters from 227,274 to 49,979,274", () => {
    let [least, most] = [Number.POSITIVE_INFINITY, 0]
    for (const count of parameters) {
      least = Math.min(least, count)
      most = Math.max(most, count)
    }
    expect([least, most]).toEqual([227_274, 49_979_274])
  })
})

describe("a look-up", () => {
  it("finds a cell in any of its forms", () => {
    const found = lookUp(prune(packGenome(INCEPTION))!)
    expect(found).toEqual({ test: 27_881 / TEST_IMAGES, parameters: 2_694_282, flops: 402_002_944 })
    expect(lookUp(prune(packGenome(INCEPTION_PERMUTED))!)).toEqual(found)
  })

  it("finds nothing where there are too many edges", () => {
    expect(lookUp(prune(packGenome("111111111111111111111:00000"))!)).toBeUndefined()
  })

  it("finds each cell at its own row", () => {
    for (let row = 0; row < cells.length; row += 997) {
      expect(lookUp(cells[row]!)?.test).toBe(testCounts[row]! / TEST_IMAGES)
      expect(lookUp(cells[row]!)?.parameters).toBe(parameters[row])
    }
  })
})
