/** The space of NAS-Bench-Macro: the contract, the keys, and what `operation` promises. */
import { describe, expect, it } from "vitest"
import { randomStream } from "../../src/domain/random-stream.ts"
import {
  makeNasBenchMacroSpace,
  NETWORK_COUNT,
  networkKey,
  networkNumber,
  OPERATIONS
} from "../../src/spaces/nas-bench-macro.ts"
import { CHI_SQUARE_ERROR, chiSquare, chiSquareLimit } from "../domain/chi-square.ts"
import { spaceContract } from "./space-contract.ts"

const space = makeNasBenchMacroSpace({ kind: "nas-bench-macro" })

spaceContract({
  space,
  seed: 63,
  outside: ["", "2221222", "222122200", "32212220", "2221222x", "22212220\n", 22_212_220, null],
  genomeCount: 6_561
})

describe("keys", () => {
  it("number the 6,561 networks without holes", () => {
    expect(NETWORK_COUNT).toBe(6_561)
    for (let network = 0; network < NETWORK_COUNT; network++)
      expect(networkNumber(networkKey(network))).toBe(network)
    expect(networkNumber("32212220")).toBeUndefined()
  })

  it("are described layer by layer", () => {
    expect(space.describe("22212220")).toBe("mb6-k5 mb6-k5 mb6-k5 mb3-k3 mb6-k5 mb6-k5 mb6-k5 identity")
  })
})

describe("operation", () => {
  const mutate = (genome: string, index: number) =>
    space.operators.operation?.(genome, randomStream(65, "mutate", index))

  it("changes exactly the layer that it names, from and to what it says, seed 65", () => {
    for (let index = 0; index < 1_000; index++) {
      const genome = space.random(randomStream(65, "random", index))
      const mutation = mutate(genome, index)
      const changes = Array.from(genome).flatMap((digit, place) => {
        const mutated = mutation?.genome[place]
        const [from, to] = [OPERATIONS[Number(digit)], OPERATIONS[Number(mutated)]]
        return digit === mutated ? [] : [{ layer: place + 1, from, to }]
      })
      expect(changes).toEqual([mutation?.change])
    }
  })

  it(`makes each of the 16 neighbours equally often, seed 65 (error probability ${CHI_SQUARE_ERROR})`, () => {
    const counts = new Map<string, number>()
    for (let index = 0; index < 16_000; index++) {
      const mutant = mutate("01201201", index)?.genome ?? ""
      counts.set(mutant, (counts.get(mutant) ?? 0) + 1)
    }
    expect(counts.size).toBe(16)
    expect(chiSquare([...counts.values()], () => 1000)).toBeLessThan(chiSquareLimit(15))
  })
})
