/** DNA for tests: a small one written out, and ones that grew by random mutations. */
import { mutate } from "../../../src/domain/mutation.ts"
import { type RandomStream, randomStream } from "../../../src/domain/random-stream.ts"
import type { Mutation } from "../../../src/domain/space.ts"
import type { ConvolutionEdge, DnaGenome, Edge, Vertex } from "../../../src/spaces/dna/genome.ts"
import { dnaGenomeSchema } from "../../../src/spaces/dna/schema.ts"
import { makeDnaSpace } from "../../../src/spaces/dna/space.ts"
import { makeSpace } from "../../../src/spaces/registry.ts"

export const IMAGE_CHANNELS = 3
export const dnaSpace = makeDnaSpace({ kind: "dna", imageChannels: IMAGE_CHANNELS })
const anySpace = makeSpace({ kind: "dna", imageChannels: IMAGE_CHANNELS })

export interface Step {
  readonly parent: DnaGenome
  readonly operator: string
  readonly child: DnaGenome
  readonly change: Mutation<DnaGenome>["change"]
}

/** An initial individual and its descendants, one mutation each; what comes out is not validated. */
export const mutationChain = (seed: number, chain: number, length: number): Step[] => {
  const steps: Step[] = []
  let parent = dnaSpace.random(randomStream(seed, "initial", chain))
  for (let step = 0; step < length; step++) {
    const stream = randomStream(seed, `chain ${chain}`, step)
    const { operator, genome, change } = mutate(anySpace, parent, stream, 0)
    const child = genome as DnaGenome
    steps.push({ parent, operator, child, change })
    parent = child
  }
  return steps
}

export const applyOperator = (
  name: string,
  genome: DnaGenome,
  stream: RandomStream
): Mutation<DnaGenome> | undefined => {
  const operator = dnaSpace.operators[name]
  if (operator === undefined) throw new Error(`there is no operator ${name}`)
  return operator(genome, stream)
}

const free = { inputsMutable: true, outputsMutable: true, propertiesMutable: true }

export const linear = (id: string): Vertex => ({ ...free, id, type: "LINEAR" })
export const rectified = (id: string, leakiness = 0): Vertex => ({
  ...free,
  id,
  type: "BN_RELU",
  leakiness,
  weights: `w${id}`
})

const primary = { depthPrecedence: 1, scalePrecedence: 1 }

export const identityEdge = (id: string, from: string, to: string): Edge => ({
  id,
  from,
  to,
  type: "IDENTITY",
  ...primary
})
export const skipEdge = (id: string, from: string, to: string): Edge => ({
  ...identityEdge(id, from, to),
  depthPrecedence: 0,
  scalePrecedence: 0
})
export const convolutionEdge = (
  id: string,
  from: string,
  to: string,
  genes: Partial<ConvolutionEdge> = {}
): ConvolutionEdge => ({
  id,
  from,
  to,
  type: "CONV",
  ...primary,
  depthFactor: 1,
  filterHalfWidth: 1,
  filterHalfHeight: 1,
  strideScale: 0,
  weights: `w${id}`,
  ...genes
})

/** The two vertices that every DNA has, and these between them. */
export const dnaOf = (vertices: readonly Vertex[], edges: readonly Edge[]): DnaGenome => {
  const byId = (a: { id: string }, b: { id: string }): number => (a.id < b.id ? -1 : 1)
  const input: Vertex = { ...linear("input"), inputsMutable: false, propertiesMutable: false }
  const output: Vertex = { ...linear("output"), outputsMutable: false, propertiesMutable: false }
  return dnaGenomeSchema.parse({
    learningRate: 0.1,
    vertices: [input, output, ...vertices].sort(byId),
    edges: [...edges].sort(byId),
    classifier: "wclassifier"
  })
}

/** input -3x3-> a (BN+ReLU, 6 channels) -3x3/2-> b (linear) -5x3-> c (BN+ReLU, 12) -> output, and a skip a -> c. */
export const SMALL = dnaOf(
  [rectified("a"), linear("b"), rectified("c")],
  [
    convolutionEdge("e1", "input", "a", { depthFactor: 2 }),
    convolutionEdge("e2", "a", "b", { strideScale: 1 }),
    convolutionEdge("e3", "b", "c", { depthFactor: 2, filterHalfHeight: 2 }),
    identityEdge("e4", "c", "output"),
    skipEdge("e5", "a", "c")
  ]
)
