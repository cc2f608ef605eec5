/** What a checkpoint is called; apart from what reads it, so that nobody loads TensorFlow.js to know it. */
export const CHECKPOINT_FILE = "checkpoint.safetensors"
