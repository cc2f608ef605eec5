/** A controller whose learning rate is far too high ends the run in a sentence, and what was written is sound. */
import { Effect } from "effect"
import { expect, it } from "vitest"
import { resolveConfig } from "../../src/app/config.ts"
import { rulesOf } from "../../src/app/rules.ts"
import { registerRun, startRun } from "../../src/app/runs.ts"
import { makeMemoryLog, makeMemoryStore } from "../../src/log/memory-log.ts"
import { verifyRun } from "../../src/replay/verify.ts"

const POLICY = { kind: "reinforce", controller: "categorical", learningRate: 1e308, entropyWeight: 1e300 }

it("a controller that diverges is refused as bad input, not as a fault of the program, seed 1", async () => {
  const { failure, verification } = await Effect.runPromise(
    Effect.gen(function* () {
      const config = yield* resolveConfig({
        source: "toy",
        set: [`policy=${JSON.stringify(POLICY)}`],
        overrides: { seed: 1, cycles: 40 }
      })
      const log = makeMemoryLog(makeMemoryStore())
      const { entry } = yield* registerRun(log, config, { nameIsChosen: true })
      const failure = yield* Effect.flip(startRun(log, entry.run, config, { onEvents: () => undefined }))
      return { failure, verification: yield* verifyRun({ log, run: entry.run, rulesOf }) }
    })
  )
  expect(failure).toMatchObject({ _tag: "BadInput" })
  expect(failure.message).toMatch(/^the controller diverged in an update: .*lower policy\.learningRate$/)
  expect(verification).toMatchObject({ ok: true })
})
