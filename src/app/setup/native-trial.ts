/**
 * The program of the set-up's last step: loads native TensorFlow from the folder it is given, checks the gradients of
 * every operation, and answers with a line of JSON.
 */
import { writeSync } from "node:fs"
import { loadNativeFrom } from "../../trainers/tfjs/backends/native.ts"
import { runGradientSelfTest } from "../../trainers/tfjs/gradient-check/gradient-self-test.ts"
import type { Trial } from "./setup-tools.ts"

const STDOUT = 1
/** JSON has no number for what is no number, and any error above the tolerance is as bad as another. */
const ERROR_MAX = 1e9

const [, , folder = ""] = process.argv
const { device, versions } = await loadNativeFrom(folder)
const checks = await runGradientSelfTest()
const trial: Trial = {
  device,
  tensorflow: versions.tensorflow ?? "",
  gradients: checks.map(({ operation, error, ok }) => ({
    operation,
    error: Math.min(error, ERROR_MAX),
    ok
  }))
}
writeSync(STDOUT, `${JSON.stringify(trial)}\n`)
