/**
 * The prototype whose kernels ours must not fall behind, from the folder that CAMBRIAN_PROTOTYPE names: its own two
 * networks with its own training step, and, for all others, its kernels under the product's learner.
 */
import { createRequire } from "node:module"
import { join } from "node:path"
import * as tf from "@tensorflow/tfjs-core"
import {
  BATCH_NORM_TRAINING,
  BATCH_NORM_TRAINING_GRADIENT,
  batchNormGradient
} from "../../src/trainers/tfjs/operations/batch-normalisation.ts"
import type { NetworkName } from "./networks.ts"

export const PROTOTYPE_FOLDER = process.env.CAMBRIAN_PROTOTYPE

type TensorFlow = typeof tf

interface Batch {
  readonly x: tf.Tensor4D
  readonly y: tf.Tensor2D
}

interface Trainer {
  step(x: tf.Tensor4D, y: tf.Tensor2D, wantsLoss: boolean): tf.Scalar | null
}

export interface Prototype {
  readonly tf: TensorFlow
  readonly net: {
    makeNet(tf: TensorFlow, kind: string, shape: readonly number[]): object
    trainer(tf: TensorFlow, net: object): Trainer
    batch(tf: TensorFlow, shape: readonly number[], count: number, seed: number): Batch
  }
}

export const isPrototypeNet = (name: NetworkName): name is "plain3" | "sep3" =>
  name === "plain3" || name === "sep3"

interface Call {
  readonly inputs: Readonly<Record<string, tf.TensorInfo>>
  readonly attrs: { readonly epsilon: number }
  readonly backend: { incRef(dataId: object): void }
}

type Kernel = (call: { inputs: object; attrs: object; backend: object }) => tf.TensorInfo[]

/** Its batch normalisation under the names that the product calls. */
const offerBatchNorm = (): void => {
  const theirs = (name: string): Kernel => tf.getKernel(name, "wasm").kernelFunc as unknown as Kernel
  const offer = (kernelName: string, kernel: (call: Call) => tf.TensorInfo[]): void =>
    tf.registerKernel({ kernelName, backendName: "wasm", kernelFunc: kernel as unknown as tf.KernelFunc })
  offer(BATCH_NORM_TRAINING, ({ inputs: { x, scale, offset }, attrs, backend }) => {
    const [y, mean, variance, inverse] = theirs("BnTrainX")({
      inputs: { x, g: scale, b: offset },
      attrs: { eps: attrs.epsilon },
      backend
    })
    backend.incRef(mean!.dataId)
    return [y!, mean!, variance!, { ...mean! }, inverse!]
  })
  offer(BATCH_NORM_TRAINING_GRADIENT, ({ inputs: { x, dy, scale, saved0, saved1 }, backend }) =>
    theirs("BnTrainGradX")({ inputs: { x, dy, g: scale, mean: saved0, rstd: saved1 }, attrs: {}, backend })
  )
  tf.registerGradient(batchNormGradient)
}

export const startPrototype = async (): Promise<Prototype> => {
  if (PROTOTYPE_FOLDER === undefined) throw new Error("CAMBRIAN_PROTOTYPE does not name its folder")
  const require = createRequire(join(PROTOTYPE_FOLDER, "bench.js"))
  const { init } = require("./lib/backend") as {
    init(name: string, options: object): Promise<TensorFlow>
  }
  const own = await init("wasm", { variant: "ext" })
  offerBatchNorm()
  return { tf: own, net: require("./lib/net") as Prototype["net"] }
}

export const prototypeSteps = async (
  { tf: own, net }: Prototype,
  name: "plain3" | "sep3",
  batchSize: number
): Promise<() => Promise<void>> => {
  const shape = [28, 28, 1]
  const trainer = net.trainer(own, net.makeNet(own, name, shape))
  const { x, y } = net.batch(own, shape, batchSize, 42)
  return async () => {
    const loss = trainer.step(x, y, true)
    await loss?.data()
    loss?.dispose()
  }
}
