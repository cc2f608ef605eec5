/** The source of the addon that runs training steps as graphs; the set-up of native TensorFlow compiles it. */
import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"

const sourceFile = (name: string): string => fileURLToPath(new URL(`./${name}`, import.meta.url))

/** What the compiler is given; it includes the others. */
export const GRAPH_SOURCE = sourceFile("graph-addon.cc")

const FILES = [GRAPH_SOURCE, sourceFile("graph.h"), sourceFile("node-values.h")]

/** SHA-256 of all of the source: what was compiled from another belongs to another version of this program. */
export const graphSourceHash = (): string =>
  FILES.reduce((hash, file) => hash.update(readFileSync(file)), createHash("sha256")).digest("hex")
