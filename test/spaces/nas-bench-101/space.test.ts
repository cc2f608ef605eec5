/** The space of NAS-Bench-101 under each of its rules: the contracts, the encoding, and what the mutations promise. */
import { describe, expect, it } from "vitest"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { EDGES_MAX, edgeCount } from "../../../src/spaces/nas-bench-101/cell.ts"
import { nasBench101Config } from "../../../src/spaces/nas-bench-101/config.ts"
import { EDGE_GENES, genomeOf, packGenome } from "../../../src/spaces/nas-bench-101/genome.ts"
import { prune } from "../../../src/spaces/nas-bench-101/pruning.ts"
import { makeNasBench101Space } from "../../../src/spaces/nas-bench-101/space.ts"
import { CHI_SQUARE_ERROR, chiSquare, chiSquareLimit } from "../../domain/chi-square.ts"
import { spaceContract } from "../space-contract.ts"
import { INCEPTION } from "./inception.ts"

const DISCONNECTED = "000000000000000000000:00000"
const FULL = "111111111111111111111:00000"
/** In → out, and ten edges among vertices on no path: nine or fewer only once it is pruned. */
const PRUNED_BELOW_LIMIT = "000001111101110110100:00000"
const MALFORMED = [
  "",
  INCEPTION.slice(1),
  `${INCEPTION}0`,
  INCEPTION.replace("2", "3"),
  `${INCEPTION}\n`,
  5,
  null
]

const makeSpace = (rules: object) =>
  makeNasBench101Space(nasBench101Config.parse({ kind: "nas-bench-101", ...rules }))

spaceContract({ space: makeSpace({}), seed: 111, outside: [...MALFORMED, DISCONNECTED, FULL] })
spaceContract({
  space: makeSpace({ mutation: "per-gene" }),
  seed: 112,
  outside: [...MALFORMED, DISCONNECTED, FULL],
  mayKeepGenome: ["genes"]
})
spaceContract({
  space: makeSpace({ edgeLimit: "before-pruning" }),
  seed: 113,
  outside: [...MALFORMED, DISCONNECTED, FULL, PRUNED_BELOW_LIMIT]
})
spaceContract({ space: makeSpace({ invalid: "keep" }), seed: 114, outside: MALFORMED })

describe("the encoding", () => {
  it("packs and unpacks without loss, seed 117", () => {
    const space = makeSpace({ invalid: "keep" })
    for (let index = 0; index < 1_000; index++) {
      const genome = space.random(randomStream(117, "random", index))
      expect(genomeOf(packGenome(genome))).toBe(genome)
    }
  })

  it("is row after row of the matrix, and is described by what is left after pruning", () => {
    expect(EDGE_GENES.slice(0, 7).map(({ name }) => name)).toEqual([
      "0->1",
      "0->2",
      "0->3",
      "0->4",
      "0->5",
      "0->6",
      "1->2"
    ])
    const { describe: text } = makeSpace({ invalid: "keep" })
    expect(text(INCEPTION)).toBe(
      "7 vertices, 9 edges: 1 conv1x1(in) 2 conv3x3(in) 3 conv3x3(in) 4 conv3x3(3) 5 maxpool3x3(in) out(1,2,4,5)"
    )
    expect(text(PRUNED_BELOW_LIMIT)).toBe("2 vertices, 1 edges: out(in)")
    expect(text(DISCONNECTED)).toBe("no path from the input to the output")
  })

  it("decisions that make an invalid cell make no genome, unless invalid ones are kept", () => {
    const full = [...new Array(21).fill(1), 0, 0, 0, 0, 0]
    expect(makeSpace({}).decisions?.toGenome(full)).toBeUndefined()
    expect(makeSpace({ invalid: "keep" }).decisions?.toGenome(full)).toBe(FULL)
  })
})

describe("the edge limit", () => {
  it("is for the pruned cell, or for the whole matrix, seed 118", () => {
    expect(makeSpace({}).genome.safeParse(PRUNED_BELOW_LIMIT).success).toBe(true)
    let beyond = 0
    for (let index = 0; index < 500; index++) {
      const after = packGenome(makeSpace({}).random(randomStream(118, "random", index)))
      const before = packGenome(
        makeSpace({ edgeLimit: "before-pruning" }).random(randomStream(118, "random", index))
      )
      expect(edgeCount(prune(after)!)).toBeLessThanOrEqual(EDGES_MAX)
      expect(edgeCount(before)).toBeLessThanOrEqual(EDGES_MAX)
      expect(prune(before)).toBeDefined()
      if (edgeCount(after) > EDGES_MAX) beyond++
    }
    expect(beyond).toBeGreaterThan(100)
  })
})

/** Which of the 26 genes differ. */
const changedGenes = (parent: string, child: string): number[] =>
  Array.from(parent.replace(":", "")).flatMap((gene, index) =>
    gene === child.replace(":", "")[index] ? [] : [index]
  )

describe("one-gene", () => {
  const { operators } = makeSpace({ invalid: "keep" })
  const mutate = (index: number) =>
    operators.gene?.(INCEPTION, randomStream(119, "mutate", index))?.genome ?? ""

  it(`changes one of the 26 genes, each equally often, to any other value, seed 119 (error probability ${CHI_SQUARE_ERROR})`, () => {
    const genes = new Array<number>(26).fill(0)
    const mutants = new Set<string>()
    let others = 0
    for (let index = 0; index < 26_000; index++) {
      const mutant = mutate(index)
      const [changed = 0, ...more] = changedGenes(INCEPTION, mutant)
      genes[changed]! += 1
      others += more.length
      mutants.add(mutant)
    }
    expect(others).toBe(0)
    expect(chiSquare(genes, () => 1000)).toBeLessThan(chiSquareLimit(25))
    expect(mutants.size).toBe(21 + 5 * 2)
  })

  it("names the gene that it changed", () => {
    const changes = Array.from({ length: 300 }, (_, index) =>
      operators.gene?.(INCEPTION, randomStream(120, "mutate", index))
    )
    expect(changes.map((mutation) => mutation?.change)).toContainEqual({ edge: "0->1", now: "gone" })
    expect(changes.map((mutation) => mutation?.change)).toContainEqual({ edge: "0->4", now: "there" })
    expect(changes.map((mutation) => mutation?.change)).toContainEqual({
      from: "maxpool3x3",
      to: "conv3x3-bn-relu",
      vertex: 5
    })
  })
})

describe("per-gene", () => {
  it(`flips each edge with probability 1/7 and changes each operation with 1/5, seed 121 (error probability ${CHI_SQUARE_ERROR})`, () => {
    const { operators } = makeSpace({ invalid: "keep", mutation: "per-gene" })
    const genes = new Array<number>(26).fill(0)
    const children = 7_000
    for (let index = 0; index < children; index++) {
      const child = operators.genes?.(INCEPTION, randomStream(121, "mutate", index))?.genome ?? ""
      for (const gene of changedGenes(INCEPTION, child)) genes[gene]! += 1
    }
    // Each gene is a binomial count; both of its outcomes make one degree of freedom.
    const outcomes = genes.flatMap((count) => [count, children - count])
    const probability = (outcome: number): number => {
      const changed = outcome < 2 * 21 ? 1 / 7 : 1 / 5
      return outcome % 2 === 0 ? changed : 1 - changed
    }
    expect(chiSquare(outcomes, (outcome) => children * probability(outcome))).toBeLessThan(chiSquareLimit(26))
  })
})
