/** Runs every bench, each in a fresh process, and says at the end whether all targets were met. */
import { spawnSync } from "node:child_process"
import { fileURLToPath } from "node:url"

const BENCHES = [
  "append",
  "evaluations",
  "rebuild",
  "memory",
  "nas-bench-101",
  "training",
  "native",
  "batches",
  "start"
]

let missed = 0
for (const bench of BENCHES) {
  console.log(`== ${bench}`)
  const script = fileURLToPath(new URL(`./${bench}.ts`, import.meta.url))
  const { status } = spawnSync(process.execPath, ["--expose-gc", script], { stdio: "inherit" })
  if (status !== 0) missed++
}
console.log(missed === 0 ? "all targets met" : `${missed} of ${BENCHES.length} benches missed a target`)
process.exitCode = missed === 0 ? 0 : 1
