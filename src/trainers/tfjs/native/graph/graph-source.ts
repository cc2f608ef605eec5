/** The source of the addon that runs training steps as graphs; the set-up of native TensorFlow compiles it. */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

export const GRAPH_SOURCE = fileURLToPath(new URL("./graph-addon.cc", import.meta.url))

/** SHA-256 of the source: what was compiled from another belongs to another version of this program. */
export const graphSourceHash = (): string =>
  createHash("sha256").update(readFileSync(GRAPH_SOURCE)).digest("hex")
