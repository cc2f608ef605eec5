/** Where weights of a content name lie; apart from what reads them, so that nobody loads TensorFlow.js to know it. */
import { join } from "node:path"

export const WEIGHTS_SUFFIX = ".safetensors"

export const weightsFile = (folder: string, name: string): string => join(folder, `${name}${WEIGHTS_SUFFIX}`)
