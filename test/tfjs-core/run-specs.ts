/**
 * A process that runs the specs on one backend and writes their results to a file as JSON: a process of TensorFlow.js
 * has one backend. Arguments: the backend's name, "ours" or "stock", the file, and what the specs' names contain.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import type { BackendName } from "../../src/trainers/tfjs/backends/backend.ts"
import { startBackendUnderTest } from "./backend-under-test.ts"
import { bundleSpecs, ENVIRONMENTS } from "./bundle-specs.ts"
import { runSpecs, type SpecResult } from "./jasmine.ts"

const [name = "wasm", kernels = "", file = "", wanted = ""] = process.argv.slice(2)
const backendName = await startBackendUnderTest(name as BackendName, kernels === "stock")
const environment = { name: `test-${name}`, backendName, isDataSync: name !== "webgpu", flags: {} }
Object.assign(globalThis, { [ENVIRONMENTS]: [environment] })
// The specs warn of what they do wrong on purpose.
Object.assign(console, { warn: () => undefined, log: () => undefined })

const folder = mkdtempSync(join(tmpdir(), "cambrian-test-"))
const results: SpecResult[] = []
try {
  const bundle = join(folder, "specs.cjs")
  await bundleSpecs(bundle)
  await runSpecs(
    bundle,
    (fullName) => fullName.includes(wanted),
    ({ fullName, status, failedExpectations }) => results.push({ fullName, status, failedExpectations })
  )
} finally {
  rmSync(folder, { recursive: true })
}
writeFileSync(file, JSON.stringify(results))
process.exit(0)
