/** Loads an exported folder as anybody else would, to see that it computes what the network does. */
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { loadGraphModel } from "@tensorflow/tfjs-converter"
import * as tf from "@tensorflow/tfjs-core"
import * as z from "zod"
import { TFJS_MODEL_FILE } from "./to-tfjs.ts"

const manifestSchema = z.array(z.object({ paths: z.array(z.string()) }))

/** TensorFlow.js itself reads files only by URL. */
const fromFolder = (folder: string): tf.io.IOHandler => ({
  load: async () => {
    const json: tf.io.ModelJSON = JSON.parse(await readFile(join(folder, TFJS_MODEL_FILE), "utf8"))
    return tf.io.getModelArtifactsForJSON(json, async () => {
      const paths = manifestSchema.parse(json.weightsManifest).flatMap((group) => group.paths)
      const files = await Promise.all(paths.map((path) => readFile(join(folder, path))))
      const bytes = Uint8Array.from(Buffer.concat(files))
      const specifications = tf.io.getWeightSpecs(json.weightsManifest)
      return [specifications, bytes.buffer]
    })
  }
})

export interface LoadedModel {
  /** Pixels [n, height, width, channels] as in the data set to probabilities [n, classes]. */
  readonly classify: (pixels: tf.Tensor4D) => tf.Tensor
  readonly dispose: () => void
}

export const readTfjs = async (folder: string): Promise<LoadedModel> => {
  const model = await loadGraphModel(fromFolder(folder))
  return {
    classify: (pixels) => {
      const answer = model.predict(pixels)
      if (!(answer instanceof tf.Tensor)) throw new Error(`the model in ${folder} gives more than one tensor`)
      return answer
    },
    dispose: () => model.dispose()
  }
}
