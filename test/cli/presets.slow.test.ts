/** Every preset that is shipped runs to its end as a person would run it, with fewer cycles, and verifies. */
import { join } from "node:path"
import { expect, it } from "vitest"
import { presetNames } from "../../src/app/presets.ts"
import { summaryShape } from "./answers.ts"
import { cambrian, oneObject, temporaryFolder } from "./cambrian-process.ts"
import { expectVerified, expectWholeRun } from "./hardship.ts"

const CYCLES = 6

it.each(presetNames())(
  "the preset %s, with 6 models, finishes and verifies",
  async (preset) => {
    const file = join(temporaryFolder(), "preset.db")
    const ended = await cambrian(["run", preset, "--cycles", `${CYCLES}`, "--json", "--db", file])
    expect(ended).toMatchObject({ code: 0 })
    expect(summaryShape.parse(oneObject(ended))).toMatchObject({
      name: preset,
      status: "finished",
      evaluations: CYCLES,
      failures: 0
    })
    expectWholeRun(file, CYCLES)
    await expectVerified(file)
  },
  300_000
)
