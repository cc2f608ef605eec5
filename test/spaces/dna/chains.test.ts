/**
 * Long chains of random mutations: whatever comes out is valid DNA with a backbone and without cycles, the stream alone
 * decides it, and the ids of weights are kept exactly where the paper says that weights are inherited.
 */
import { describe, expect, it } from "vitest"
import { canonicalJson } from "../../../src/domain/canonical-json.ts"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { type DnaGenome, weightIds } from "../../../src/spaces/dna/genome.ts"
import { dnaGenomeSchema } from "../../../src/spaces/dna/schema.ts"
import { inferShapes } from "../../../src/spaces/dna/shapes.ts"
import { applyOperator, IMAGE_CHANNELS, mutationChain, type Step } from "./dna-fixtures.ts"

const SEED = 1703
const CHAINS = 12
const LENGTH = 150
const steps = Array.from({ length: CHAINS }, (_, chain) => mutationChain(SEED, chain, LENGTH)).flat()

/** Kahn's algorithm: a graph has a cycle if not all vertices can be taken away from the sources on. */
const hasCycle = ({ vertices, edges }: DnaGenome): boolean => {
  let left = edges
  let rest = vertices.map(({ id }) => id)
  for (;;) {
    const sources = rest.filter((id) => left.every(({ to }) => to !== id))
    if (sources.length === 0) return rest.length > 0
    rest = rest.filter((id) => !sources.includes(id))
    left = left.filter(({ from }) => !sources.includes(from))
  }
}

const reached = (genome: DnaGenome, start: string, next: "from" | "to"): Set<string> => {
  const found = new Set([start])
  const back = next === "to" ? "from" : "to"
  for (const id of found) for (const edge of genome.edges) if (edge[back] === id) found.add(edge[next])
  return found
}

const lost = ({ parent, child }: Step): string[] => {
  const kept = new Set(weightIds(child))
  return weightIds(parent).filter((id) => !kept.has(id))
}

const gained = ({ parent, child }: Step): string[] => {
  const old = new Set(weightIds(parent))
  return weightIds(child).filter((id) => !old.has(id))
}

const ofVertex = (genome: DnaGenome, id: unknown): string[] =>
  genome.vertices.flatMap((vertex) => (vertex.id === id && vertex.type === "BN_RELU" ? [vertex.weights] : []))

const ofEdge = (genome: DnaGenome, id: unknown): string[] =>
  genome.edges.flatMap((edge) => (edge.id === id && edge.type === "CONV" ? [edge.weights] : []))

const ofBoth = (genome: DnaGenome, { edge, vertex }: Step["change"]): string[] =>
  [...ofVertex(genome, vertex), ...ofEdge(genome, edge)].sort()

/** Which ids of weights go and which come, by mutation. */
const TABLE: Readonly<Record<string, (step: Step) => { lost: string[]; gained: string[] }>> = {
  alterLearningRate: () => ({ lost: [], gained: [] }),
  identity: () => ({ lost: [], gained: [] }),
  resetWeights: ({ parent, child }) => ({ lost: [...weightIds(parent)], gained: [...weightIds(child)] }),
  insertConvolution: ({ child, change }) => ({ lost: [], gained: ofBoth(child, change) }),
  removeConvolution: ({ parent, change }) => ({ lost: ofBoth(parent, change), gained: [] }),
  alterStride: () => ({ lost: [], gained: [] }),
  alterNumberOfChannels: () => ({ lost: [], gained: [] }),
  filterSize: () => ({ lost: [], gained: [] }),
  insertOneToOne: ({ child, change }) => ({ lost: [], gained: ofBoth(child, change) }),
  addSkip: () => ({ lost: [], gained: [] }),
  removeSkip: () => ({ lost: [], gained: [] })
}

describe(`${CHAINS} chains of ${LENGTH} random mutations, seed ${SEED}`, () => {
  it("meet every mutation", () => {
    expect([...new Set(steps.map(({ operator }) => operator))].sort()).toEqual(Object.keys(TABLE).sort())
  })

  it("keep the DNA valid and canonical", () => {
    for (const { operator, child } of steps) {
      const parsed = dnaGenomeSchema.safeParse(JSON.parse(JSON.stringify(child)))
      expect(parsed.error?.issues, operator).toBeUndefined()
      expect(canonicalJson(parsed.data)).toBe(canonicalJson(child))
    }
  })

  it("make no cycle, and leave every vertex on a path from input to output", () => {
    for (const { child } of steps) {
      expect(hasCycle(child)).toBe(false)
      expect(reached(child, "input", "to").size).toBe(child.vertices.length)
      expect(reached(child, "output", "from").size).toBe(child.vertices.length)
    }
  })

  it("keep a backbone through all vertices, one edge of precedence 1 into each", () => {
    for (const { child } of steps) {
      const backbone = child.edges.filter(({ depthPrecedence }) => depthPrecedence === 1)
      expect(backbone).toHaveLength(child.vertices.length - 1)
      expect(new Set(backbone.map(({ to }) => to)).size).toBe(backbone.length)
      expect(new Set(backbone.map(({ from }) => from)).size).toBe(backbone.length)
    }
  })

  it("give every vertex a shape of at least one pixel and one channel", () => {
    for (const { child } of steps) {
      for (const { shape } of inferShapes(child, { height: 28, width: 20, channels: IMAGE_CHANNELS })) {
        expect(Math.min(shape.height, shape.width, shape.channels)).toBeGreaterThanOrEqual(1)
      }
    }
  })

  it("keep the ids of weights exactly where the table says, and never use one again", () => {
    for (const step of steps) {
      const expected = TABLE[step.operator]?.(step)
      expect(lost(step).sort(), step.operator).toEqual(expected?.lost.sort())
      expect(gained(step).sort(), step.operator).toEqual(expected?.gained.sort())
      if (/^insert/.test(step.operator)) expect(gained(step).length).toBeLessThanOrEqual(2)
    }
  })

  it("change the same parent in the same way, whatever order its fields were written in", () => {
    for (const [index, { parent }] of steps.filter((_, step) => step % 50 === 49).entries()) {
      const read: DnaGenome = JSON.parse(canonicalJson(parent))
      for (const name of Object.keys(TABLE)) {
        const here = applyOperator(name, parent, randomStream(SEED, name, index))
        const there = applyOperator(name, read, randomStream(SEED, name, index))
        expect(canonicalJson(there ?? null)).toBe(canonicalJson(here ?? null))
      }
    }
  })
})
