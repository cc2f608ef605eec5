/** Sets native TensorFlow up for all tests, by the very command that people use. */
import { spawn } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"

const PROGRAM = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url))

export const setup = async (): Promise<() => void> => {
  const given = process.env.CAMBRIAN_NATIVE
  const folder = given ?? mkdtempSync(join(tmpdir(), "cambrian-native-"))
  process.env.CAMBRIAN_NATIVE = folder
  const child = spawn(process.execPath, [PROGRAM, "setup", "native"], { stdio: "inherit" })
  const code = await new Promise((resolve) => child.on("exit", resolve))
  if (code !== 0) throw new Error(`“cambrian setup native” ended with exit code ${code}`)
  return () => {
    if (given === undefined) rmSync(folder, { recursive: true, force: true })
  }
}
