/** The DNA space: the contract of every space over DNA that grew, the initial individual, and DNA that is refused. */
import { describe, expect, it } from "vitest"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { dnaConfigSchema } from "../../../src/spaces/dna/config.ts"
import type { DnaGenome } from "../../../src/spaces/dna/genome.ts"
import { dnaGenomeSchema } from "../../../src/spaces/dna/schema.ts"
import { spaceContract } from "../space-contract.ts"
import {
  applyOperator,
  convolutionEdge,
  dnaSpace,
  identityEdge,
  linear,
  mutationChain,
  SMALL,
  skipEdge
} from "./dna-fixtures.ts"

const SEED = 20171

/** Grown until there is something for every operator to change. */
const grow = (stream: ReturnType<typeof randomStream>): DnaGenome => {
  let genome = dnaSpace.random(stream)
  for (const name of [
    "insertConvolution",
    "insertConvolution",
    "addSkip",
    "addSkip",
    "insertOneToOne",
    "filterSize"
  ]) {
    genome = applyOperator(name, genome, stream)?.genome ?? genome
  }
  return genome
}

const with_ = (changes: Partial<DnaGenome>): unknown => ({ ...SMALL, ...changes })

const REFUSED: readonly (readonly [string, unknown, RegExp])[] = [
  ["no DNA", {}, /./],
  ["a learning rate of 0", with_({ learningRate: 0 }), />0|greater|small/i],
  ["an unknown field", { ...SMALL, depth: 3 }, /[Uu]nrecognized/],
  ["unsorted edges", with_({ edges: SMALL.edges.toReversed() }), /sorted by id/],
  ["a vertex twice", with_({ vertices: [...SMALL.vertices, ...SMALL.vertices.slice(-1)] }), /stand twice/],
  ["weights of one id", with_({ classifier: "we1" }), /two sets of weights have the same id/],
  ["a loose end", with_({ edges: [...SMALL.edges, skipEdge("e9", "a", "z")] }), /edge e9 ends at a vertex/],
  ["a pair joined twice", with_({ edges: [...SMALL.edges, skipEdge("e9", "a", "b")] }), /join the same two/],
  [
    "a second source",
    with_({ vertices: [linear("aa"), ...SMALL.vertices].toSorted((a, b) => (a.id < b.id ? -1 : 1)) }),
    /“input”, and no other/
  ],
  ["a dead end", with_({ edges: SMALL.edges.filter(({ id }) => id !== "e4") }), /“input”, and no other/],
  [
    "two edges of equal rank",
    with_({ edges: [...SMALL.edges, identityEdge("e9", "a", "output")] }),
    /into vertex output must have a higher/
  ],
  ["a cycle of skips", with_({ edges: [...SMALL.edges, skipEdge("e9", "c", "b")] }), /edge e9 leads back/],
  [
    "a backbone in a circle",
    with_({
      edges: [convolutionEdge("e1", "c", "a"), ...SMALL.edges.slice(1, -1), skipEdge("e6", "input", "a")]
    }),
    /run in a cycle/
  ],
  [
    "a vertex beside the backbone",
    with_({
      edges: [
        ...SMALL.edges.slice(0, -2),
        skipEdge("e4", "c", "output"),
        skipEdge("e5", "a", "c"),
        identityEdge("e6", "b", "output")
      ]
    }),
    /vertex c is not on the backbone/
  ]
]

spaceContract({
  space: dnaSpace,
  seed: SEED,
  outside: REFUSED.map(([, value]) => value),
  draw: grow,
  keepsGenome: ["identity"],
  lacks: ["decisions", "crossover"],
  // Numbers are uniform between half and twice the old one, which is among them.
  mayKeepGenome: ["alterStride", "alterNumberOfChannels", "filterSize"]
})

describe("the DNA space", () => {
  it("has the paper's eleven mutations", () => {
    expect(Object.keys(dnaSpace.operators)).toHaveLength(11)
  })

  it(`begins with models without convolutions, at a rate of 0.1, alike but for their weights, seed ${SEED}`, () => {
    const genomes = Array.from({ length: 50 }, (_, index) =>
      dnaSpace.random(randomStream(SEED, "initial", index))
    )
    for (const { edges, vertices, learningRate } of genomes) {
      expect(edges.map(({ from, to, type }) => [from, to, type])).toEqual([["input", "output", "IDENTITY"]])
      expect(vertices.map(({ id }) => id)).toEqual(["input", "output"])
      expect(learningRate).toBe(0.1)
    }
    expect(new Set(genomes.map(({ classifier }) => classifier)).size).toBe(50)
  })

  it.each(REFUSED)("refuses %s", (_what, value, message) => {
    const { error } = dnaGenomeSchema.safeParse(value)
    expect(error?.issues.map((issue) => issue.message).join("; ")).toMatch(message)
  })

  it("shows a DNA on one line", () => {
    expect(dnaSpace.describe(SMALL)).toBe(
      "lr 0.100 | 3x3 to 6 BN+ReLU, 3x3/2 to 6, 5x3 to 12 BN+ReLU, identity | skips 1→3"
    )
    expect(dnaSpace.describe(mutationChain(SEED, 0, 200).at(-1)?.child ?? SMALL)).toMatch(
      /^lr \S+ \| [^\n]+$/
    )
  })

  it("asks for the channels of the images, and for no unknown field", () => {
    expect(dnaConfigSchema.parse({ kind: "dna" })).toEqual({ kind: "dna", imageChannels: 1 })
    expect(dnaConfigSchema.safeParse({ kind: "dna", depth: 3 }).success).toBe(false)
  })
})
