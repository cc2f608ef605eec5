/**
 * The packed NAS-Bench-201: whole, unpacked right, and equal to what was computed from its source before it was
 * packed (best cells, spread between training seeds, single rows).
 */
import { describe, expect, it } from "vitest"
import { standardDeviation } from "../../src/analysis/statistics/moments.ts"
import { fiveNumbers } from "../../src/analysis/statistics/quantile.ts"
import {
  type CellRecord,
  type NasBench201Dataset,
  nasBench201Table
} from "../../src/datasets/nas-bench-201.ts"
import { CELL_COUNT, cellKey } from "../../src/spaces/nas-bench-201.ts"

const allCells = (dataset: NasBench201Dataset): { key: string; record: CellRecord }[] => {
  const lookUp = nasBench201Table(dataset)
  return Array.from({ length: CELL_COUNT }, (_, cell) => {
    const key = cellKey(cell)
    const record = lookUp(key)
    if (record === undefined) throw new Error(`cell ${key} is not in the table`)
    return { key, record }
  })
}

describe.each([
  { dataset: "cifar10", best: 91.607, bestKey: "333132", bestTest: 94.373, seedDeviation: 0.21 },
  {
    dataset: "cifar100",
    best: 73.493,
    bestKey: "333133",
    bestTest: 73.513,
    seedDeviation: 0.42,
    decimals: 3
  },
  {
    dataset: "imagenet16-120",
    best: 46.733,
    bestKey: "322133",
    bestTest: 47.311,
    seedDeviation: 0.45,
    decimals: 3
  }
] as const)("the table of $dataset", ({ dataset, best, bestKey, bestTest, seedDeviation }) => {
  const cells = allCells(dataset)

  it("has the right best cell by validation and the right best test accuracy", () => {
    const winner = cells.reduce((a, b) => (b.record.validationMean > a.record.validationMean ? b : a))
    expect(winner.key).toBe(bestKey)
    expect((winner.record.validationMean * 100).toFixed(3)).toBe(best.toFixed(3))
    expect((Math.max(...cells.map(({ record }) => record.test)) * 100).toFixed(3)).toBe(bestTest.toFixed(3))
  })

  it("has three training seeds for 8,169 cells and two for 7,456, with the right spread between them", () => {
    expect(cells.filter(({ record }) => record.validation.length === 3)).toHaveLength(8_169)
    expect(cells.filter(({ record }) => record.validation.length === 2)).toHaveLength(7_456)
    const spread = fiveNumbers(
      cells.map(({ record }) => standardDeviation(record.validation) ?? Number.NaN)
    ).median
    expect((spread * 100).toFixed(2)).toBe(seedDeviation.toFixed(2))
  })

  it("has accuracies that are accuracies, and networks that grow with their operations", () => {
    for (const { record } of cells) {
      for (const accuracy of [...record.validation, record.test, record.validation12, record.test12]) {
        expect(accuracy > 0 && accuracy < 1).toBe(true)
      }
    }
    const [smallest, largest] = [cells[0], cells.find(({ key }) => key === "333333")]
    expect(cells.every(({ record }) => record.parameters >= smallest!.record.parameters)).toBe(true)
    expect(cells.every(({ record }) => record.flops <= largest!.record.flops)).toBe(true)
  })
})

describe("single rows are those of the source", () => {
  it("421211, with three training seeds", () => {
    expect(nasBench201Table("cifar10")("421211")).toEqual({
      validation: [0.82092, 0.81616, 0.8224],
      validationMean: (20523 + 20404 + 20560) / 75_000,
      test: 25_759 / 30_000,
      validation12: 0.63364,
      test12: 0.6955,
      parameters: 129_306,
      flops: 17_958_600
    })
    expect(nasBench201Table("imagenet16-120")("421211")?.validation).toEqual([
      850 / 3000,
      821 / 3000,
      868 / 3000
    ])
  })

  it("what is no key of six digits 0 to 4 is not in the table", () => {
    for (const key of ["", "42121", "4212111", "521211", "abcdef"])
      expect(nasBench201Table("cifar10")(key)).toBeUndefined()
  })
})
