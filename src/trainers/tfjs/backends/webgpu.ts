/**
 * WebGPU through Dawn: graphics cards of every maker, without CUDA. Its own kernels for the gradients of convolutions
 * and of max pooling are right and stay on the card; what is wrong is corrected for it (../corrections/).
 *
 * A card can be told by CAMBRIAN_WEBGPU_ADAPTER, a part of its name; where there are several, trainers take turns.
 */
import { TRAINER_INDEX_VARIABLE } from "../../trainer-index.ts"
import { adapterOption, chooseAdapter, type Gpu, isDawn, listAdapters } from "../webgpu/adapters.ts"
import { dawnVersion, loadDawn, loadWebgpuBackend, webgpuObstacle } from "../webgpu/packages.ts"
import type { Backend } from "./backend.ts"

const ADAPTER_VARIABLE = "CAMBRIAN_WEBGPU_ADAPTER"

/** The backend of TensorFlow.js looks for it while it is being loaded. */
const offerGpu = (gpu: Gpu): void => {
  Object.defineProperty(globalThis.navigator, "gpu", { value: gpu, configurable: true })
}

const findGpu = async () => {
  const dawn = await loadDawn()
  if (!isDawn(dawn)) throw new Error("the package webgpu is not the one that was expected; install it again")
  Object.assign(globalThis, dawn.globals)
  const named = process.env[ADAPTER_VARIABLE]
  const index = Number(process.env[TRAINER_INDEX_VARIABLE] ?? 0)
  const adapter = chooseAdapter(await listAdapters(dawn), { named, index })
  if (typeof adapter === "string") throw new Error(adapter)
  return { adapter, gpu: dawn.create([adapterOption(adapter.name)]) }
}

export const webgpuBackend: Backend = {
  name: "webgpu",
  title: "WebGPU",
  obstacle: webgpuObstacle,
  load: async () => {
    const { adapter, gpu } = await findGpu()
    offerGpu(gpu)
    await loadWebgpuBackend()
    const [{ env }, { setBackend, TFJS_VERSION }, { installComposedBatchNorm }] = await Promise.all([
      import("@tensorflow/tfjs-core"),
      import("./set-backend.ts"),
      import("../operations/composed-batch-normalisation.ts")
    ])
    // What is small would otherwise be computed by other code, in JavaScript, and the self-test is all small.
    env().set("WEBGPU_CPU_FORWARD", false)
    await setBackend("webgpu")
    installComposedBatchNorm()
    const device = adapter.isSoftware ? `${adapter.description}, emulated in software` : adapter.description
    return {
      device,
      threads: 1,
      versions: { tfjs: TFJS_VERSION, dawn: dawnVersion() },
      isEmulated: adapter.isSoftware
    }
  }
}
