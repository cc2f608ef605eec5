/** Goal: what is retrained is what was asked for, or one sentence. Method: a log by hand, of a run that found two cells. */
import { Effect } from "effect"
import { beforeAll, describe, expect, it } from "vitest"
import { topIndividuals } from "../../../src/analysis/top-individuals.ts"
import { checkConfig } from "../../../src/app/config.ts"
import { readPreset } from "../../../src/app/presets.ts"
import { defaultFolder } from "../../../src/app/retrain/default-folder.ts"
import { planHash, planRetraining, type RetrainPlan } from "../../../src/app/retrain/plan.ts"
import { planEnsemble } from "../../../src/app/retrain/plan-ensemble.ts"
import type { RetrainRequest } from "../../../src/app/retrain/request.ts"
import { logOf, type ScriptedLog } from "../../analysis/scripted-log.ts"
import { born, recorded, started } from "../../fixtures/events.ts"
import { EVERY_OPERATION, LIGHT } from "../../trainers/tfjs/nasnet-fixtures.ts"

const scripted = async (preset: string): Promise<ScriptedLog> => {
  const config = await Effect.runPromise(checkConfig(readPreset(preset)))
  const events = [
    started(config),
    born(0, { genome: LIGHT }),
    recorded(0, 0.5),
    born(1, { genome: EVERY_OPERATION }),
    recorded(1, 0.7),
    born(2, { genome: LIGHT }),
    recorded(2, 0.6)
  ]
  return logOf(events, (seq) => seq)
}

let mnist: ScriptedLog
let table: ScriptedLog
beforeAll(async () => {
  mnist = await scripted("mnist")
  table = await scripted("nas-bench-201")
})

const requestOf = (of: ScriptedLog, changes: Partial<RetrainRequest> = {}): RetrainRequest => ({
  entry: of.entry,
  cells: undefined,
  filters: undefined,
  epochs: undefined,
  set: [],
  seed: undefined,
  ...changes
})

const planOf = (changes: Partial<RetrainRequest> = {}, of = mnist): Promise<RetrainPlan> =>
  Effect.runPromise(planRetraining(of.log, "best", requestOf(of, changes)))

const refusal = (changes: Partial<RetrainRequest>, of = mnist, individual: number | "best" = "best") =>
  Effect.runPromise(Effect.flip(planRetraining(of.log, individual, requestOf(of, changes)))).then(
    ({ message }) => message
  )

describe("the plan of a retraining", () => {
  it("is the run's own training, longer, on all images, with the best genome and its seed", async () => {
    const plan = await planOf()
    expect(plan).toMatchObject({ individual: 1, genome: EVERY_OPERATION, seed: 2, examples: "all" })
    expect(plan.space).toMatchObject({ kind: "nasnet", cells: 1, filters: 8, stemStride: 2 })
    expect(plan.evaluator).toMatchObject({
      epochs: 20,
      validateEvery: 1,
      inheritWeights: false,
      batchSize: 32
    })
  })

  it("takes size, length, seed and settings, the settings last", async () => {
    const set = ["evaluator.learningRate=0.05", "evaluator.examples=500", "space.cells=3"]
    const plan = await planOf({ cells: 2, filters: 24, epochs: 7, seed: 9, set })
    expect(plan.space).toMatchObject({ cells: 3, filters: 24 })
    expect(plan.evaluator).toMatchObject({ epochs: 7, learningRate: 0.05 })
    expect(plan).toMatchObject({ seed: 9, examples: 500 })
  })

  it("has another folder for other settings, and the same for the same", async () => {
    const [one, same, other] = [await planOf(), await planOf(), await planOf({ epochs: 3 })]
    expect(planHash(same)).toBe(planHash(one))
    expect(planHash(other)).not.toBe(planHash(one))
    expect(defaultFolder("/somewhere/c.db", one)).toBe(
      `/somewhere/c.db-retrained/scripted-1-${planHash(one).slice(0, 8)}`
    )
    expect(planHash({ ...one, run: "another", individual: 5 })).toBe(planHash(one))
  })

  it.each([
    [{ set: ["policy.sampleSize=3"] }, /^--set of retrain changes fields of the space and of the evaluator/],
    [{ set: ["space.kind=dna"] }, /the genome stays as it was found/],
    [{ set: ["evaluator.epoch=3"] }, /there is no config field “evaluator.epoch”; did you mean/],
    [{ epochs: 0 }, /^config field evaluator.epochs/],
    [{ filters: 7 }, /^config field space.filters/],
    [{ seed: 0 }, /^--seed/]
  ] as const)("refuses %j in a sentence", async (changes, sentence) => {
    expect(await refusal(changes)).toMatch(sentence)
  })

  it("refuses who is not there, and a run that trained nothing unless it is told how to", async () => {
    expect(await refusal({}, mnist, 17)).toMatch(/17/)
    expect(await refusal({}, table)).toMatch(
      /was evaluated by “table”, which trains nothing; to train now, add/
    )
  })
})

describe("an ensemble", () => {
  it("is of the best by fitness, no genome twice", async () => {
    const ranked = await Effect.runPromise(topIndividuals(mnist.log, mnist.run, 5))
    expect(ranked.map(({ individual }) => individual)).toEqual([1, 2])
    expect((await Effect.runPromise(topIndividuals(mnist.log, mnist.run, 1))).length).toBe(1)
    const plans = await Effect.runPromise(planEnsemble(mnist.log, 2, requestOf(mnist)))
    expect(plans.map(({ individual }) => individual)).toEqual([1, 2])
  })

  it("is refused where it is too large or too small", async () => {
    const refused = (size: number): Promise<string> =>
      Effect.runPromise(Effect.flip(planEnsemble(mnist.log, size, requestOf(mnist)))).then(
        ({ message }) => message
      )
    expect(await refused(3)).toMatch(/^run scripted has a fitness of 2 different genomes, too few/)
    expect(await refused(1)).toMatch(/^--ensemble takes a number of networks from 2 to 100 \(it is 1\)/)
  })
})
