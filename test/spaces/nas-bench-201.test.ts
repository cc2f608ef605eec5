/** The space of NAS-Bench-201: the contract, the keys, and what `operation` promises. */
import { describe, expect, it } from "vitest"
import { randomStream } from "../../src/domain/random-stream.ts"
import {
  architecture,
  CELL_COUNT,
  cellKey,
  cellNumber,
  EDGES,
  makeNasBench201Space,
  OPERATIONS
} from "../../src/spaces/nas-bench-201.ts"
import { CHI_SQUARE_ERROR, chiSquare, chiSquareLimit } from "../domain/chi-square.ts"
import { spaceContract } from "./space-contract.ts"

const space = makeNasBench201Space({ kind: "nas-bench-201" })

spaceContract({
  space,
  seed: 61,
  outside: ["", "42121", "4212110", "521211", "42121x", "421211\n", 421211, null],
  genomeCount: 15_625
})

describe("keys", () => {
  it("number the 15,625 cells without holes", () => {
    expect(CELL_COUNT).toBe(15_625)
    for (let cell = 0; cell < CELL_COUNT; cell++) expect(cellNumber(cellKey(cell))).toBe(cell)
    expect(cellNumber("521211")).toBeUndefined()
  })
})

describe("the architecture string", () => {
  it("is the official one: edges grouped by the node that they enter", () => {
    expect(architecture("421211")).toBe(
      "|avg_pool_3x3~0|+|nor_conv_1x1~0|skip_connect~1|+|nor_conv_1x1~0|skip_connect~1|skip_connect~2|"
    )
    expect(space.describe("012340")).toBe(
      "|none~0|+|skip_connect~0|nor_conv_1x1~1|+|nor_conv_3x3~0|avg_pool_3x3~1|none~2|"
    )
  })
})

describe("operation", () => {
  const mutate = (genome: string, index: number) =>
    space.operators.operation?.(genome, randomStream(62, "mutate", index))

  it("changes exactly the edge that it names, from and to what it says, seed 62", () => {
    for (let index = 0; index < 1_000; index++) {
      const genome = space.random(randomStream(62, "random", index))
      const mutation = mutate(genome, index)
      const changes = EDGES.flatMap((edge, digit) => {
        const [from, to] = [genome[digit], mutation?.genome[digit]]
        return from === to ? [] : [{ edge, from: OPERATIONS[Number(from)], to: OPERATIONS[Number(to)] }]
      })
      expect(changes).toEqual([mutation?.change])
    }
  })

  it(`makes each of the 24 neighbours equally often, seed 62 (error probability ${CHI_SQUARE_ERROR})`, () => {
    const counts = new Map<string, number>()
    for (let index = 0; index < 24_000; index++) {
      const mutant = mutate("012340", index)?.genome ?? ""
      counts.set(mutant, (counts.get(mutant) ?? 0) + 1)
    }
    expect(counts.size).toBe(24)
    expect(chiSquare([...counts.values()], () => 1000)).toBeLessThan(chiSquareLimit(23))
  })
})
