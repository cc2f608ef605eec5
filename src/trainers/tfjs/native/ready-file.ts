/**
 * The last thing that the set-up of native TensorFlow writes: what is in the folder, and that its gradients were
 * found right. Without this file nothing in the folder is used.
 */
import { readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import * as z from "zod"
import { graphSourceHash } from "./graph/graph-source.ts"
import { NATIVE_PATHS } from "./native-folder.ts"

export const readySchema = z.strictObject({
  format: z.literal(2),
  /** The version of the TensorFlow libraries. */
  tensorflow: z.string(),
  build: z.enum(["cpu", "cuda"]),
  /** The package that binds it to JavaScript, with its version. */
  binding: z.string(),
  /** SHA-256 of the source of the addon that runs training steps as graphs. */
  graph: z.string(),
  /** Of the whole folder. */
  bytes: z.int().min(0),
  /** The files without which nothing works, with the size of each. */
  files: z.array(z.strictObject({ path: z.string(), bytes: z.int().min(1) })),
  /** How far each operation's gradient was from the reference, as a share of its largest value. */
  gradients: z.array(z.strictObject({ operation: z.string(), error: z.number() })),
  /** What computed the gradients, in words. */
  device: z.string(),
  /** What people should know of it; empty where all is as they asked. */
  notes: z.array(z.string())
})

export type Ready = z.infer<typeof readySchema>

const AGAIN = "run “cambrian setup native” again, which makes anew what does not fit"

const read = (folder: string): Ready | string => {
  let text: string
  try {
    text = readFileSync(join(folder, NATIVE_PATHS.ready), "utf8")
  } catch {
    return `native TensorFlow is not set up in ${folder}; run “cambrian setup native”, or set evaluator.backend to "wasm"`
  }
  try {
    const ready = readySchema.parse(JSON.parse(text))
    if (ready.graph === graphSourceHash()) return ready
  } catch {
    // Told below: a file of an older version cannot be read either.
  }
  return `native TensorFlow in ${folder} was set up by another version of cambrian; ${AGAIN}`
}

/** What is ready in the folder, or why nothing is, in a sentence. It looks at the files' sizes only. */
export const readReady = (folder: string): Ready | string => {
  const ready = read(folder)
  if (typeof ready === "string") return ready
  const broken = ready.files.find(
    ({ path, bytes }) => statSync(join(folder, path), { throwIfNoEntry: false })?.size !== bytes
  )
  if (broken === undefined) return ready
  return `native TensorFlow in ${folder} is damaged (${broken.path} is missing or has changed); ${AGAIN}`
}
