/** The cost of a cell's network: figures that others published, and sums that can be done by hand. */
import { describe, expect, it } from "vitest"
import { cellCost, vertexChannels } from "../../../src/spaces/nas-bench-101/cell-cost.ts"
import { packGenome } from "../../../src/spaces/nas-bench-101/genome.ts"
import { prune } from "../../../src/spaces/nas-bench-101/pruning.ts"
import { INCEPTION, INCEPTION_PERMUTED } from "./inception.ts"

const pruned = (genome: string): number => prune(packGenome(genome))!
/** in → 3×3 → out: the edges 0→1 and 1→6. */
const ONE_CONVOLUTION = "100000000010000000000:00000"

describe("parameters", () => {
  it("of the Inception-like cell are the 2,694,282 that the benchmark's notebook prints", () => {
    expect(cellCost(pruned(INCEPTION)).parameters).toBe(2_694_282)
    expect(cellCost(pruned(INCEPTION_PERMUTED)).parameters).toBe(2_694_282)
  })

  it("of the empty cell are the stem, nine projections and the classifier", () => {
    const projections = 3 * 128 ** 2 + 128 * 256 + 2 * 256 ** 2 + 256 * 512 + 2 * 512 ** 2
    const normalisations = 2 * 3 * (128 + 256 + 512)
    expect(cellCost(pruned("000001000000000000000:00000")).parameters).toBe(
      27 * 128 + 2 * 128 + projections + normalisations + 5130
    )
  })
})

describe("FLOPs", () => {
  it("are the multiply-adds of stem, projections, convolutions and classifier", () => {
    const stack1 = 1024 * 3 * (128 ** 2 + 9 * 128 ** 2)
    const stack2 = 256 * (128 * 256 + 2 * 256 ** 2 + 3 * 9 * 256 ** 2)
    const stack3 = 64 * (256 * 512 + 2 * 512 ** 2 + 3 * 9 * 512 ** 2)
    expect(cellCost(pruned(ONE_CONVOLUTION)).flops).toBe(1024 * 27 * 128 + stack1 + stack2 + stack3 + 5120)
  })

  it("are nothing for pooling, and a ninth for a 1×1 convolution", () => {
    const flops = [0, 1, 2].map(
      (operation) => cellCost(pruned(`${ONE_CONVOLUTION.slice(0, -5)}${operation}0000`)).flops
    )
    const [three, one, none] = flops as [number, number, number]
    expect((three - none) / (one - none)).toBe(9)
  })
})

describe("channels", () => {
  it("are split evenly over what leads into the output, one more for the first; others have as many as they need", () => {
    expect(vertexChannels(pruned(INCEPTION), 128).slice(1)).toEqual([32, 32, 32, 32, 32, 128])
    // Three lead into the output: 0→1, 0→2, 0→3, 1→6, 2→6, 3→6.
    expect(vertexChannels(pruned("111000000010001001000:00000"), 128).slice(1)).toEqual([43, 43, 42, 128])
  })
})
