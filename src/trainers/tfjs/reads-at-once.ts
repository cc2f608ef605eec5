/** Whether the backend that is set can give the values of a tensor at once: a graphics card's memory must be waited for. */
import * as tf from "@tensorflow/tfjs-core"

export const readsAtOnce = (): boolean => tf.getBackend() !== "webgpu"
