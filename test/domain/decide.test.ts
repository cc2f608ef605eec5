/** Given a history, when a command comes, then these events: the rules of fencing, case by case. */
import { describe, expect, it } from "vitest"
import type { CommandOf } from "../../src/domain/command.ts"
import { decide } from "../../src/domain/decide.ts"
import { born, evaluationStarted, failed, recorded, resumed, started } from "../fixtures/events.ts"
import { given } from "../fixtures/fold.ts"
import { testConfig } from "../fixtures/run-config.ts"

const { kind: _recorded, ...result } = recorded(0, 0.5, 3)
const record = (
  changes: Partial<Omit<CommandOf<"RecordEvaluation">, "kind">> = {}
): CommandOf<"RecordEvaluation"> => ({ ...result, ...changes, kind: "RecordEvaluation" })
const fail = (failure: "error" | "lost", lease: number | null = 3): CommandOf<"FailEvaluation"> => ({
  ...failed(0, failure, lease),
  kind: "FailEvaluation"
})
const begin: CommandOf<"BeginEvaluation"> = {
  kind: "BeginEvaluation",
  individual: 0,
  trainer: "trainer-0",
  device: "test"
}
/** Individual 0 is evaluated under lease 3. */
const leased = [started(), born(0), evaluationStarted(0)] as const
const test: CommandOf<"RecordTest"> = {
  kind: "RecordTest",
  individual: 0,
  trainer: "trainer-0",
  measures: { test: 0.5 },
  durationMs: 1
}

describe("a result", () => {
  it("counts under the lease that is open", () => {
    expect(decide(given(...leased), record())).toEqual([recorded(0, 0.5, 3)])
  })

  it("is refused the second time", () => {
    const [refused] = decide(given(...leased, recorded(0, 0.5, 3)), record())
    expect(refused).toMatchObject({
      kind: "EvaluationRefused",
      fitness: 0.5,
      lease: 3,
      reason: "the individual is no longer being evaluated"
    })
  })

  it("is refused when it waits to count already", () => {
    const config = testConfig({ schedule: "deterministic" })
    const state = given(started(config), born(0), evaluationStarted(0), recorded(0, 0.4, 3))
    expect(decide(state, record())).toMatchObject([{ kind: "EvaluationRefused" }])
  })

  it("is refused late, when its lease has ended and nobody evaluates", () => {
    expect(decide(given(...leased, failed(0, "lost", 3)), record())).toMatchObject([
      { kind: "EvaluationRefused", reason: "the lease has ended" }
    ])
  })

  it("is refused under a stale lease, while another evaluates, who still counts", () => {
    const state = given(...leased, failed(0, "lost", 3), evaluationStarted(0, 2))
    expect(decide(state, record())).toMatchObject([
      { kind: "EvaluationRefused", reason: expect.stringContaining("trainer-0 evaluates the individual") }
    ])
    expect(decide(state, record({ lease: 5 }))).toEqual([recorded(0, 0.5, 5)])
  })

  it("is refused when it comes from before a resumption", () => {
    expect(decide(given(...leased, resumed()), record())).toMatchObject([{ kind: "EvaluationRefused" }])
  })

  it("needs no lease when nobody holds one, and is refused without one when somebody does", () => {
    expect(decide(given(started(), born(0)), record({ lease: null }))).toEqual([recorded(0, 0.5, null)])
    expect(decide(given(...leased), record({ lease: null }))).toMatchObject([{ kind: "EvaluationRefused" }])
  })

  it("is refused for one that was never born", () => {
    expect(decide(given(...leased), record({ individual: 7 }))).toMatchObject([{ kind: "EvaluationRefused" }])
  })

  it.each([
    ["fitness", record({ fitness: Number.NaN })],
    ["fitness", record({ fitness: Number.POSITIVE_INFINITY })],
    ["measure", record({ measures: { loss: Number.NaN } })],
    ["duration", record({ durationMs: Number.NaN })]
  ])("is a failure when its %s is not a finite number", (_, command) => {
    expect(decide(given(...leased), command)).toMatchObject([
      { kind: "EvaluationFailed", failure: "error", individual: 0, lease: 3 }
    ])
  })

  it("that is late and not a number is refused without it, since no log can hold it", () => {
    const state = given(...leased, failed(0, "lost", 3))
    expect(decide(state, record({ fitness: Number.NaN }))).toMatchObject([
      { kind: "EvaluationRefused", fitness: null }
    ])
  })
})

describe("a failure", () => {
  it.each(["error", "lost"] as const)("counts under the lease that is open: %s", (failure) => {
    expect(decide(given(...leased), fail(failure))).toEqual([failed(0, failure, 3)])
  })

  it("that comes late is refused when it is an error, and no news when it is a loss", () => {
    const state = given(...leased, failed(0, "lost", 3))
    expect(decide(state, fail("error"))).toMatchObject([{ kind: "EvaluationRefused", fitness: null }])
    expect(decide(state, fail("lost"))).toEqual([])
  })
})

describe("an evaluation begins", () => {
  it("with the number of the attempt", () => {
    expect(decide(given(started(), born(0)), begin)).toMatchObject([{ attempt: 1 }])
    const state = given(...leased, failed(0, "lost", 3), evaluationStarted(0, 2), failed(0, "error", 5))
    expect(decide(state, begin)).toMatchObject([{ kind: "EvaluationStarted", attempt: 3 }])
  })

  it("not while another goes on, nor after it counted, nor for one not born", () => {
    expect(decide(given(...leased), begin)).toEqual([])
    expect(decide(given(...leased, recorded(0, 0.5, 3)), begin)).toEqual([])
    expect(decide(given(started()), begin)).toEqual([])
  })

  it("not for one that is infertile and waits for its turn to die", () => {
    const config = testConfig({ schedule: "deterministic", limits: { failuresMax: 1 } })
    const state = given(started(config), born(0), born(1), evaluationStarted(1), failed(1, "error", 4))
    expect(decide(state, { ...begin, individual: 1 })).toEqual([])
    expect(decide(state, begin)).toHaveLength(1)
  })
})

describe("a run", () => {
  const start: CommandOf<"Start"> = { kind: "Start", config: testConfig({}), engine: "test" }

  it("starts once", () => {
    expect(decide(given(), start)).toEqual([started()])
    expect(decide(given(started()), start)).toEqual([])
  })

  it("stops once, and then hears nothing but its resumption", () => {
    const stopped = { kind: "RunStopped", reason: "test" } as const
    const stop: CommandOf<"Stop"> = { kind: "Stop", reason: "test" }
    expect(decide(given(...leased), stop)).toEqual([stopped])
    const state = given(...leased, stopped)
    for (const command of [stop, record(), fail("error"), fail("lost"), begin])
      expect(decide(state, command)).toEqual([])
    expect(decide(state, { ...resumed(), kind: "Resume" })).toEqual([resumed()])
  })

  it("has whoever was born re-evaluated, also when it has stopped, with a finite fitness or a reason", () => {
    const { device, measures, trainer } = record()
    const wanted = {
      device,
      durationMs: 1,
      individual: 0,
      kind: "RecordReevaluation",
      measures,
      seed: 3,
      trainer
    } as const
    const state = given(...leased, { kind: "RunStopped", reason: "test" })
    const [event] = decide(state, { ...wanted, fitness: 0.5 })
    expect(event).toEqual({ ...wanted, fitness: 0.5, kind: "IndividualReevaluated" })
    expect(decide(state, { ...wanted, fitness: null, reason: "it diverged" })).toHaveLength(1)
    for (const wrong of [
      { fitness: null },
      { fitness: Number.NaN },
      { fitness: 0.5, reason: "it failed and did not" },
      { fitness: 0.5, individual: 1 },
      { fitness: 0.5, measures: { trainLoss: Number.NaN } },
      { fitness: 0.5, curve: { trainLoss: [1, Number.NaN] } },
      { fitness: 0.5, resources: { imagesPerSecond: Number.POSITIVE_INFINITY } }
    ])
      expect(decide(state, { ...wanted, ...wrong })).toEqual([])
    expect(decide(given(), { ...wanted, fitness: 0.5 })).toEqual([])
  })

  it("is tested once, with finite numbers", () => {
    const finished = { kind: "RunFinished", best: { individual: 0, fitness: 0.5 } } as const
    const state = given(started(testConfig({ cycles: 1 })), born(0), recorded(0, 0.5), finished)
    expect(decide(state, { ...test, measures: { test: Number.NaN } })).toEqual([])
    const [tested] = decide(state, test)
    expect(tested).toMatchObject({ kind: "IndividualTested", individual: 0 })
    const events = [started(testConfig({ cycles: 1 })), born(0), recorded(0, 0.5), finished]
    expect(decide(given(...events, ...(tested === undefined ? [] : [tested])), test)).toEqual([])
  })
})
