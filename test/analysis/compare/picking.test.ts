/** Goal: what is kept of a run is small and right. Method: plain loops over everything, seeds in the names. */
import { describe, expect, it } from "vitest"
import { curveGrid } from "../../../src/analysis/compare/arm-curve.ts"
import { type Incumbent, Incumbents, incumbentAt } from "../../../src/analysis/compare/incumbents.ts"
import { labelsOf } from "../../../src/analysis/compare/labels.ts"
import { ParetoFront } from "../../../src/analysis/compare/pareto-front.ts"
import { Thinned } from "../../../src/analysis/compare/thinned.ts"
import { randomStream } from "../../../src/domain/random-stream.ts"

const fed = (fitness: readonly number[]): readonly Incumbent[] => {
  const incumbents = new Incumbents()
  for (const [individual, value] of fitness.entries())
    incumbents.see({ models: individual + 1, individual, fitness: value, test: null })
  return incumbents.list()
}

describe("incumbents", () => {
  it("are the running maximum, and of equals the first (seed 3)", () => {
    const stream = randomStream(3, "fitness", 0)
    const fitness = Array.from({ length: 400 }, () => stream.below(50))
    const changes = fed(fitness)
    for (let models = 1; models <= fitness.length; models++) {
      const best = Math.max(...fitness.slice(0, models))
      expect(incumbentAt(changes, models)).toMatchObject({ fitness: best, individual: fitness.indexOf(best) })
    }
    expect(incumbentAt(changes, 0)).toBeUndefined()
  })

  it("stay few when every model is the best so far, exact at the end and late by a stretch at most", () => {
    const models = 100_000
    const changes = fed(Array.from({ length: models }, (_, index) => index))
    expect(changes.length).toBeLessThanOrEqual(1000)
    expect(incumbentAt(changes, models)?.fitness).toBe(models - 1)
    for (const at of curveGrid(models)) {
      const seen = incumbentAt(changes, at)?.fitness ?? 0
      expect(seen).toBeLessThanOrEqual(at - 1)
      expect(at - 1 - seen).toBeLessThan(models / 500)
    }
  })
})

it("a grid has at most 250 points, ends at the end and climbs", () => {
  expect(curveGrid(3)).toEqual([1, 2, 3])
  for (const models of [1, 249, 250, 251, 1000, 54_321]) {
    const grid = curveGrid(models)
    expect(grid.length).toBe(Math.min(models, 250))
    expect(grid.at(-1)).toBe(models)
    expect(grid.every((value, index) => Number.isInteger(value) && value > (grid[index - 1] ?? 0))).toBe(true)
  }
})

it("a thinned row keeps every so many, from the first on", () => {
  const thinned = new Thinned<number>(10)
  for (let n = 0; n < 1000; n++) thinned.see(n)
  const kept = thinned.list()
  expect(kept.length).toBeGreaterThanOrEqual(5)
  expect(kept.length).toBeLessThanOrEqual(10)
  expect(kept).toEqual(kept.map((_, index) => index * 128))
})

it("a Pareto front is what nothing beats in both (seed 9)", () => {
  const stream = randomStream(9, "models", 0)
  const models = Array.from({ length: 600 }, () => ({ size: stream.below(40), fitness: stream.below(200) }))
  const front = new ParetoFront()
  for (const [index, model] of models.entries()) {
    front.see(model)
    if (index % 60 !== 59) continue
    const seen = models.slice(0, index + 1)
    const unbeaten = seen.filter(
      (one) =>
        !seen.some(
          (other) =>
            other.size <= one.size &&
            other.fitness >= one.fitness &&
            (other.size < one.size || other.fitness > one.fitness)
        )
    )
    const expected = [...new Map(unbeaten.map((one) => [one.size, one])).values()].sort(
      (a, b) => a.size - b.size
    )
    expect(front.list()).toEqual(expected)
  }
})

describe("labels", () => {
  it("say what differs and nothing else", () => {
    const aging = { policy: { kind: "aging", populationSize: 100, sampleSize: 10 }, cycles: 1000 }
    const larger = { policy: { kind: "aging", populationSize: 100, sampleSize: 25 }, cycles: 1000 }
    const random = { policy: { kind: "random", populationSize: 100 }, cycles: 1000 }
    const kill = (how: string) => ({
      policy: { kind: "non-aging", populationSize: 100, kill: how },
      cycles: 1000
    })
    expect(labelsOf([aging, random])).toEqual(["aging", "random"])
    expect(labelsOf([aging, larger])).toEqual(["policy.sampleSize=10", "policy.sampleSize=25"])
    expect(labelsOf([aging, larger, random])).toEqual([
      "aging policy.sampleSize=10",
      "aging policy.sampleSize=25",
      "random"
    ])
    const learning = (controller: string, cycles: number) => ({
      policy: { kind: "reinforce", controller },
      cycles
    })
    const [categorical, lstm] = [learning("categorical", 60), learning("lstm", 45)]
    expect(labelsOf([categorical, lstm])).toEqual(["categorical", "lstm"])
    expect(labelsOf([categorical, aging, lstm])).toEqual(["reinforce categorical", "aging", "reinforce lstm"])
    expect(labelsOf([kill("worst-of-sample"), aging, kill("worst-of-all")])).toEqual([
      "non-aging worst-of-sample",
      "aging",
      "non-aging worst-of-all"
    ])
    expect(labelsOf([aging])).toEqual([""])
    expect(labelsOf([aging, aging])).toEqual(["", ""])
  })
})
