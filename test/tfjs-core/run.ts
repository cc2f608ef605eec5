/**
 * Runs the specs of tfjs-core itself on one of our backends: `npm run test:tfjs -- [wasm|cpu|native] [--only TEXT]
 * [--verbose]`. What fails and is no exception (exceptions.ts) fails the run. So does what fails here and passes on the
 * backend as TensorFlow.js brings it along, and an exception that nothing needs, since it would hide what breaks next.
 */
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs, promisify } from "node:util"
import type { BackendName } from "../../src/trainers/tfjs/backends/backend.ts"
import { EXCEPTIONS } from "./exceptions.ts"
import type { SpecResult } from "./jasmine.ts"
import { judge, messageOf } from "./verdict.ts"

const PROGRAM = fileURLToPath(new URL("run-specs.ts", import.meta.url))
/** The backends that TensorFlow.js brings along, with which ours can be compared. */
const WITH_STOCK: readonly string[] = ["wasm", "cpu"]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: "string", default: "" }, verbose: { type: "boolean", default: false } }
})
const name = positionals[0] ?? "wasm"
if (!(name in EXCEPTIONS)) {
  console.error(`there is no backend ${name}; it is one of ${Object.keys(EXCEPTIONS).join(", ")}`)
  process.exit(2)
}

const run = async (kernels: "ours" | "stock"): Promise<readonly SpecResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), "cambrian-test-"))
  try {
    const file = join(folder, "results.json")
    await promisify(execFile)(process.execPath, [PROGRAM, name, kernels, file, values.only], {
      maxBuffer: 2 ** 26
    })
    return JSON.parse(readFileSync(file, "utf8")) as SpecResult[]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

console.log(`running tfjs-core's specs on ${name}`)
const [results, stock] = await Promise.all([run("ours"), WITH_STOCK.includes(name) ? run("stock") : []])
const verdict = judge(results, EXCEPTIONS[name as BackendName], stock)

const firstLine = (result: SpecResult): string => messageOf(result).split("\n")[0]?.slice(0, 200) ?? ""
const list = (title: string, specs: readonly SpecResult[]): void => {
  if (specs.length === 0) return
  console.log(`\n${title} (${specs.length}):`)
  for (const result of specs) console.log(`  ${result.fullName}\n    ${firstLine(result)}`)
}

for (const [reason, specs] of verdict.excepted) {
  if (values.verbose) list(`Excepted: ${reason}`, specs)
  else console.log(`  ${specs.length} excepted: ${reason}`)
}
if (values.verbose) list("Repaired: fails on the backend as TensorFlow.js brings it along", verdict.repaired)
list("Failed", verdict.failed)
list("Worse than the backend as TensorFlow.js brings it along, which passes", verdict.worse)
// A part of the specs cannot need all exceptions.
const stale = values.only === "" ? verdict.stale : []
for (const { reason } of stale) console.log(`\nNothing needs the exception any more: ${reason}; take it out`)

const failures = verdict.failed.length + verdict.worse.length
const exceptions = [...verdict.excepted.values()].reduce((sum, specs) => sum + specs.length, 0)
console.log(
  `\n${name}: ${verdict.passed} passed, ${failures} failed, ${exceptions} excepted; ${verdict.repaired.length} of those that pass fail on the backend as TensorFlow.js brings it along`
)
if (verdict.passed === 0) console.log("no spec ran")
process.exit(failures + stale.length > 0 || verdict.passed === 0 ? 1 : 0)
