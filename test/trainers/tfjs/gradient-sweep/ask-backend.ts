/** Asks a backend, in a process of its own, for its answers to all cases of the sweep. */
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { deserialize } from "node:v8"
import type { BackendName } from "../../../../src/trainers/tfjs/backends/backend.ts"
import type { Answers } from "./answers.ts"

const PROGRAM = fileURLToPath(new URL("answer-program.ts", import.meta.url))

export const askBackend = async (name: BackendName): Promise<Answers> => {
  const folder = mkdtempSync(join(tmpdir(), "cambrian-test-"))
  try {
    const file = join(folder, "answers")
    await promisify(execFile)(process.execPath, [PROGRAM, name, file])
    return deserialize(readFileSync(file)) as Answers
  } finally {
    rmSync(folder, { recursive: true })
  }
}
