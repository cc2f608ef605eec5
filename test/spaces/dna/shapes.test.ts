/** Shapes that are worked out from edges, conflicts between edges, counters against numbers computed by hand. */
import { describe, expect, it } from "vitest"
import { countDnaActivations, countDnaFlops, countDnaParameters } from "../../../src/spaces/dna/counters.ts"
import { inferShapes } from "../../../src/spaces/dna/shapes.ts"
import { weightTensors } from "../../../src/spaces/dna/weight-tensors.ts"
import { convolutionEdge, dnaOf, identityEdge, linear, rectified, SMALL, skipEdge } from "./dna-fixtures.ts"

const IMAGE = { height: 28, width: 10, channels: 3 }
const plan = inferShapes(SMALL, IMAGE)

describe("shapes", () => {
  it("follow from the edges: channels by factor, size by stride, rounded up", () => {
    expect(plan.map(({ vertex, shape }) => [vertex.id, shape.height, shape.width, shape.channels])).toEqual([
      ["input", 28, 10, 3],
      ["a", 28, 10, 6],
      ["b", 14, 5, 6],
      ["c", 14, 5, 12],
      ["output", 14, 5, 12]
    ])
  })

  it("are decided by the edge of the highest precedence, for depth and scale apart", () => {
    const wide = convolutionEdge("e1", "input", "a", { depthFactor: 4, strideScale: 2 })
    const genome = dnaOf(
      [linear("a")],
      [wide, identityEdge("e2", "a", "output"), skipEdge("e3", "input", "output")]
    )
    const shapeOf = (skip: object) => {
      const edges = genome.edges.map((edge) => (edge.id === "e3" ? { ...edge, ...skip } : edge))
      return inferShapes({ ...genome, edges }, IMAGE).at(-1)?.shape
    }
    expect(shapeOf({})).toEqual({ height: 7, width: 3, channels: 12 })
    expect(shapeOf({ scalePrecedence: 2 })).toEqual({ height: 28, width: 10, channels: 12 })
  })

  it("never fall below one pixel or one channel, however large the stride and however small the factor", () => {
    const tiny = convolutionEdge("e1", "input", "a", { depthFactor: 0.01, strideScale: 60 })
    const genome = dnaOf([linear("a")], [tiny, identityEdge("e2", "a", "output")])
    expect(inferShapes(genome, IMAGE).at(-1)?.shape).toEqual({ height: 1, width: 1, channels: 1 })
  })
})

describe("counters", () => {
  it("count parameters: three filters, two normalisations, the classifier", () => {
    const filters = 9 * 3 * 6 + 9 * 6 * 6 + 15 * 6 * 12
    expect(countDnaParameters(SMALL, plan, 10)).toBe(filters + 2 * 6 + 2 * 12 + 12 * 10 + 10)
  })

  it("name tensors by the ids of weights, running statistics among them", () => {
    expect(weightTensors(SMALL, plan, 10).map(({ name, shape }) => `${name} ${shape.join("x")}`)).toEqual([
      "we1/filter 3x3x3x6",
      "wa/scale 6",
      "wa/offset 6",
      "wa/mean 6",
      "wa/variance 6",
      "we2/filter 3x3x6x6",
      "we3/filter 5x3x6x12",
      "wc/scale 12",
      "wc/offset 12",
      "wc/mean 12",
      "wc/variance 12",
      "wclassifier/weights 12x10",
      "wclassifier/bias 10"
    ])
  })

  it("count multiply-adds: one a weight and pixel, and the classifier", () => {
    const convolutions = 280 * 6 * 27 + 70 * 6 * 54 + 70 * 12 * 90
    expect(countDnaFlops(plan, 10)).toBe(convolutions + 12 * 10)
  })

  it("count activations: outputs, what is fitted, sums, normalised and rectified", () => {
    const a = 3 * 280 * 6
    const b = 70 * 6
    const c = 70 * 12 * (1 + 1 + 1 + 2)
    expect(countDnaActivations(plan)).toBe(280 * 3 + a + b + c)
    const plain = dnaOf(
      [rectified("a")],
      [identityEdge("e1", "input", "a"), identityEdge("e2", "a", "output")]
    )
    expect(countDnaActivations(inferShapes(plain, IMAGE))).toBe(280 * 3 * 3)
  })
})
