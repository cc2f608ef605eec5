/**
 * The prototype of the native backend, “tuned”, from the folder that CAMBRIAN_NATIVE_PROTOTYPE names, where its set-up
 * has been run; its networks are those of the other prototype (CAMBRIAN_PROTOTYPE), with its own training step.
 */
import { createRequire } from "node:module"
import { join } from "node:path"
import type * as tf from "@tensorflow/tfjs-core"
import { PROTOTYPE_FOLDER, type Prototype, prototypeSteps } from "./prototype-steps.ts"

export const NATIVE_PROTOTYPE_FOLDER = process.env.CAMBRIAN_NATIVE_PROTOTYPE

type BatchNorm = (x: tf.Tensor, scale: tf.Tensor, offset: tf.Tensor, epsilon: number) => tf.Tensor
type Load = (options: { tuned: boolean }) => { tf: typeof tf; bnTrain: BatchNorm }

export const tunedSteps = async (
  name: "plain3" | "sep3",
  batchSize: number
): Promise<() => Promise<void>> => {
  if (NATIVE_PROTOTYPE_FOLDER === undefined || PROTOTYPE_FOLDER === undefined)
    throw new Error("CAMBRIAN_NATIVE_PROTOTYPE and CAMBRIAN_PROTOTYPE do not both name a folder")
  const load = createRequire(join(NATIVE_PROTOTYPE_FOLDER, "native.cjs"))("./native.cjs") as Load
  const { tf: own, bnTrain } = load({ tuned: true })
  const net = createRequire(join(PROTOTYPE_FOLDER, "bench.js"))("./lib/net") as Prototype["net"] & {
    makeNet: { bnFused?: BatchNorm }
  }
  net.makeNet.bnFused = bnTrain
  // It asks for the backend's name to learn whether there is a fused batch normalisation; there is.
  const answering = Object.create(own, { getBackend: { value: () => "wasm" } }) as typeof tf
  return prototypeSteps({ tf: answering, net }, name, batchSize)
}
