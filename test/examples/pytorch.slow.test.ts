/** The PyTorch example for real, where PyTorch can be imported (CAMBRIAN_PYTHON names the Python that has it). */
import { join } from "node:path"
import { expect, it } from "vitest"
import { temporaryFolder } from "../cli/cambrian-process.ts"
import { summaryOf, verdictOf } from "../cli/own-runs.ts"
import { PYTHON, PYTORCH_EXAMPLE, runs } from "./python.ts"

const REASON = runs("import torch") ? "" : ` (skipped: ${PYTHON} cannot import torch)`

it.skipIf(REASON !== "")(
  `trains, gives the same lineage again, and tests its best${REASON}`,
  async () => {
    const folder = temporaryFolder()
    const settings = [
      `evaluator.command=["${PYTHON}","train.py"]`,
      "evaluator.settings.examples=160",
      "evaluator.settings.validationExamples=200",
      "policy.populationSize=3"
    ].flatMap((setting) => ["--set", setting])
    const run = (name: string, trainers: string) => [
      ...["run", join(PYTORCH_EXAMPLE, "config.json"), "--cycles", "4", "--schedule", "deterministic"],
      ...["--set", "window=2", "--name", name, "--trainers", trainers, ...settings]
    ]
    const first = await summaryOf(run("first", "2"), folder)
    expect(first).toMatchObject({ status: "finished", evaluations: 4, failures: 0 })
    const second = await summaryOf(run("second", "1"), folder)
    expect(second.lineageHash).toBe(first.lineageHash)
    expect(await verdictOf(["verify", "first"], folder)).toMatchObject({ code: 0, ok: true })
  },
  600_000
)
