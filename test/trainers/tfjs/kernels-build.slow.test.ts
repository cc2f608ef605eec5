/** The module of kernels that is kept beside its sources is what these sources give. */
import { execFileSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"

const WASM = fileURLToPath(new URL("../../../src/trainers/tfjs/wasm/", import.meta.url))
const COMPILER = fileURLToPath(new URL("../../../node_modules/assemblyscript/bin/asc.js", import.meta.url))

it("kernels.wasm is built of assembly/ to the byte", () => {
  const folder = mkdtempSync(join(tmpdir(), "cambrian-kernels-"))
  try {
    const built = join(folder, "kernels.wasm")
    const assembly = join(WASM, "assembly")
    execFileSync(process.execPath, [
      COMPILER,
      join(assembly, "kernels.ts"),
      "--config",
      join(assembly, "asconfig.json"),
      "--outFile",
      built
    ])
    expect(readFileSync(built).equals(readFileSync(join(WASM, "kernels.wasm")))).toBe(true)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
