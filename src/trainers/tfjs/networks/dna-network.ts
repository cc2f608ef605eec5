/**
 * The network of a DNA (Real et al. 2017): its vertices in the order of the backbone, then global average pooling and
 * a softmax classifier. Parameters are named by the ids of the DNA's weights (spaces/dna/weight-tensors.ts), by
 * which a child inherits them.
 */
import * as tf from "@tensorflow/tfjs-core"
import { type DnaGenome, INPUT, OUTPUT } from "../../../spaces/dna/genome.ts"
import {
  effectiveStride,
  outputShape,
  type PlannedEdge,
  type PlannedVertex
} from "../../../spaces/dna/shapes.ts"
import { filterName } from "../../../spaces/dna/weight-tensors.ts"
import { rank4 } from "../tensor-rank.ts"
import { imageMeans } from "./classifier.ts"
import { fitActivations } from "./fit-activations.ts"
import { batchNormalisation, dense, identity, relu, sequence } from "./layers.ts"
import {
  declareWeights,
  type Layer,
  makeNetworkBuilder,
  type Network,
  type NetworkBuilder
} from "./network-builder.ts"

interface BuiltEdge {
  readonly from: string
  readonly apply: Layer
}

interface BuiltVertex {
  readonly id: string
  readonly edges: readonly BuiltEdge[]
  /** Normalises and rectifies, or does nothing. */
  readonly activate: Layer
}

/** Where several edges meet, each begins so much smaller that the variance of their sum is that of one alone. */
const convolution = (
  builder: NetworkBuilder,
  { edge, input, output }: PlannedEdge,
  meeting: number
): Layer => {
  if (edge.type === "IDENTITY") return identity
  const height = 2 * edge.filterHalfHeight + 1
  const width = 2 * edge.filterHalfWidth + 1
  const fanIn = height * width * input.channels * meeting
  const shape = [height, width, input.channels, output.channels]
  const filter = declareWeights(builder, filterName(edge.weights), shape, fanIn)
  const strides = [
    effectiveStride(edge.strideScale, input.height),
    effectiveStride(edge.strideScale, input.width)
  ] satisfies [number, number]
  return (x, pass) => tf.conv2d(x, rank4(pass.parameters[filter]), strides, "same")
}

const rectifier = (leakiness: number): Layer => (leakiness === 0 ? relu : (x) => tf.leakyRelu(x, leakiness))

const buildVertex = (builder: NetworkBuilder, { vertex, edges, shape }: PlannedVertex): BuiltVertex => ({
  id: vertex.id,
  edges: edges.map((planned) => {
    const convolve = convolution(builder, planned, edges.length)
    return {
      from: planned.edge.from,
      apply: (x, pass) => fitActivations(convolve(x, pass), shape)
    }
  }),
  activate:
    vertex.type === "LINEAR"
      ? identity
      : sequence(batchNormalisation(builder, vertex.weights, shape.channels), rectifier(vertex.leakiness))
})

const valueAt = (values: ReadonlyMap<string, tf.Tensor4D>, id: string): tf.Tensor4D => {
  const value = values.get(id)
  if (value === undefined)
    throw new RangeError(`vertex ${id} is read before it is computed; validate the genome first`)
  return value
}

/** `plan` is the genome's, for the images that the network will get. */
export const buildDnaNetwork = (
  genome: DnaGenome,
  plan: readonly PlannedVertex[],
  classes: number
): Network => {
  const builder = makeNetworkBuilder()
  const vertices = plan
    .filter(({ vertex }) => vertex.id !== INPUT)
    .map((planned) => buildVertex(builder, planned))
  const classify = dense(builder, genome.classifier, { inputs: outputShape(plan).channels, outputs: classes })
  return {
    parameters: builder.parameters,
    normalisations: builder.normalisations,
    paths: builder.paths,
    forward: (images, pass) => {
      const values = new Map([[INPUT, images]])
      for (const { id, edges, activate } of vertices) {
        const sum = edges
          .map(({ from, apply }) => apply(valueAt(values, from), pass))
          .reduce((total, value) => tf.add<tf.Tensor4D>(total, value))
        values.set(id, activate(sum, pass))
      }
      return classify(imageMeans(valueAt(values, OUTPUT)), pass)
    }
  }
}
