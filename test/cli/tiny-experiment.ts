/** An experiment of two arms that takes a second, in a folder of its own. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { temporaryFolder } from "./cambrian-process.ts"

export const CYCLES = 150

/** The arguments that run it from its folder. */
export const EXPERIMENT = ["compare", "--experiment", "tiny.json"]

export const folderWithExperiment = (changes: Readonly<Record<string, unknown>> = {}): string => {
  const folder = temporaryFolder()
  const experiment = {
    name: "tiny",
    about: "Greedy against not.",
    seeds: 4,
    base: { preset: "nas-bench-201" },
    scenarios: [
      { label: "cifar10", set: { cycles: CYCLES, schedule: "deterministic", "policy.populationSize": 20 } }
    ],
    arms: [
      { label: "S=1", set: { "policy.sampleSize": 1 } },
      { label: "S=10", set: { "policy.sampleSize": 10 } }
    ],
    ...changes
  }
  writeFileSync(join(folder, "tiny.json"), JSON.stringify(experiment))
  return folder
}
