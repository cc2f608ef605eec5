/**
 * Writes a model in TensorFlow.js's format of graph models: `model.json` with the nodes, and the values of all constants
 * in one file beside it. `tf.loadGraphModel` reads it, in browsers and elsewhere.
 */
import { type ExportedModel, INPUT_NAME, metadataOf, OUTPUT_NAME } from "./exported-model.ts"
import { littleEndian } from "./little-endian.ts"
import { tfjsNodes } from "./tfjs-nodes.ts"
import { shapeAttribute } from "./tfjs-writer.ts"

/** A file of an export, by its name in the folder. */
export interface ExportFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export const TFJS_MODEL_FILE = "model.json"
const WEIGHTS_FILE = "weights.bin"
const FORMAT = "graph-model"
/** The version of TensorFlow's graphs whose operations are used. */
const GRAPH_VERSION = 27

const tensorInfo = (name: string, shape: readonly number[]): object => ({
  name: `${name}:0`,
  dtype: "DT_FLOAT",
  tensorShape: shapeAttribute(shape)
})

export const toTfjs = (model: ExportedModel): readonly ExportFile[] => {
  const { nodes, weights } = tfjsNodes(model.graph, { inputName: INPUT_NAME, outputName: OUTPUT_NAME })
  const shapeAt = (index: number): readonly number[] => model.graph.nodes.at(index)?.shape ?? []
  const json = {
    format: FORMAT,
    generatedBy: "Cambrian",
    convertedBy: null,
    signature: {
      inputs: { [INPUT_NAME]: tensorInfo(INPUT_NAME, shapeAt(0)) },
      outputs: { [OUTPUT_NAME]: tensorInfo(OUTPUT_NAME, shapeAt(-1)) }
    },
    userDefinedMetadata: metadataOf(model),
    modelTopology: { node: nodes, library: {}, versions: { producer: GRAPH_VERSION } },
    weightsManifest: [
      {
        paths: [WEIGHTS_FILE],
        weights: weights.map(({ name, shape, dtype }) => ({ name, shape, dtype }))
      }
    ]
  }
  return [
    { name: TFJS_MODEL_FILE, bytes: Buffer.from(JSON.stringify(json)) },
    { name: WEIGHTS_FILE, bytes: Buffer.concat(weights.map(({ values }) => littleEndian(values))) }
  ]
}
