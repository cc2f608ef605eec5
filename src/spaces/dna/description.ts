/** A DNA on one line: its learning rate, its backbone from the image to the classifier, its skips by place. */
import type { DnaGenome } from "./genome.ts"
import { backboneOf, skipsOf, vertexOrder } from "./graph.ts"
import { inferShapes, type PlannedVertex } from "./shapes.ts"

const describeStep = (planned: PlannedVertex, backbone: ReadonlySet<string>): string => {
  const primary = planned.edges.find(({ edge }) => backbone.has(edge.id))
  if (primary === undefined) return ""
  const { edge } = primary
  const rectifier = planned.vertex.type === "BN_RELU" ? " BN+ReLU" : ""
  if (edge.type === "IDENTITY") return `identity${rectifier}`
  const size = `${2 * edge.filterHalfHeight + 1}x${2 * edge.filterHalfWidth + 1}`
  const stride = edge.strideScale === 0 ? "" : `/${2 ** edge.strideScale}`
  return `${size}${stride} to ${primary.output.channels}${rectifier}`
}

export const describeDna = (genome: DnaGenome, imageChannels: number): string => {
  const backbone = new Set(backboneOf(genome).map(({ id }) => id))
  const plan = inferShapes(genome, { height: 1, width: 1, channels: imageChannels })
  const steps = plan.slice(1).map((planned) => describeStep(planned, backbone))
  const places = new Map(vertexOrder(genome).map((id, place) => [id, place]))
  const skips = skipsOf(genome).map(({ from, to }) => `${places.get(from)}→${places.get(to)}`)
  const tail = skips.length === 0 ? "" : ` | skips ${skips.join(" ")}`
  return `lr ${genome.learningRate.toPrecision(3)} | ${steps.join(", ")}${tail}`
}
