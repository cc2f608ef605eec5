/** Goal: a run whose weights were lost is refused before it goes on, and no other. Method: files there, and not there. */
import { writeFileSync } from "node:fs"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { requireWeights } from "../../src/app/kept-weights.ts"
import type { PolicyConfig } from "../../src/domain/policies/config.ts"
import { Population } from "../../src/domain/population.ts"
import { initialState, type RunState } from "../../src/domain/run-state.ts"
import { weightsFile } from "../../src/trainers/tfjs/weights/weights-file.ts"
import { testConfig } from "../fixtures/run-config.ts"
import { temporaryFolder } from "../fixtures/temporary-folder.ts"

const NAMES = ["a", "b", "c"].map((letter) => letter.repeat(64))

const stateOf = (policy: PolicyConfig["kind"]): RunState => {
  const config = testConfig({})
  const members = NAMES.map((weights, individual) => ({
    individual,
    genome: "01",
    fitness: 0.5,
    bornSeq: individual + 1,
    joinedAt: individual + 1,
    costs: [],
    weights
  }))
  return {
    ...initialState(),
    config: { ...config, policy: { ...config.policy, kind: policy } as PolicyConfig },
    births: 3,
    population: new Population(members)
  }
}

const refusal = (folder: string | undefined, state: RunState, cycles: number): Promise<string | undefined> =>
  Effect.runPromise(
    requireWeights(folder, "mine", { state, cycles }).pipe(
      Effect.match({ onFailure: ({ message }) => message, onSuccess: () => undefined })
    )
  )

describe("a run that goes on", () => {
  it("needs the weights of all who may have children, and says which are missing", async () => {
    const folder = temporaryFolder()
    expect(await refusal(folder, stateOf("aging"), 9)).toContain("of the 3 weights files")
    for (const name of NAMES.slice(0, 2)) writeFileSync(weightsFile(folder, name), "")
    const message = await refusal(folder, stateOf("aging"), 9)
    expect(message).toContain("run mine cannot go on")
    expect(message).toContain(`1 are missing in ${folder} (such as ${NAMES[2]}.safetensors)`)
    writeFileSync(weightsFile(folder, NAMES[2] ?? ""), "")
    expect(await refusal(folder, stateOf("aging"), 9)).toBeUndefined()
  })

  it("needs what those on their way inherit, and what the best was trained from until it is tested", async () => {
    const folder = temporaryFolder()
    const state = stateOf("random")
    const seed = { genome: "01", trainingSeed: 1, inherits: NAMES[0] ?? "" }
    const best = { ...state, best: { ...seed, individual: 1, fitness: 0.5 } }
    expect(await refusal(folder, best, 3)).toContain("1 are missing")
    const tested = { ...best, tested: { individual: 1, measures: {} } }
    expect(await refusal(folder, tested, 3)).toBeUndefined()
    const onItsWay = {
      individual: 2,
      bornSeq: 3,
      sample: [],
      sampled: null,
      costs: [],
      failures: 0,
      losses: 0
    }
    state.pending.set(2, { ...seed, ...onItsWay, lease: null, fitness: null })
    expect(await refusal(folder, state, 3)).toContain("1 are missing")
  })

  it("needs none where no more children are born, or children have no parents, or nothing is kept", async () => {
    const folder = temporaryFolder()
    expect(await refusal(folder, stateOf("aging"), 3)).toBeUndefined()
    expect(await refusal(folder, stateOf("random"), 9)).toBeUndefined()
    expect(await refusal(folder, stateOf("reinforce"), 9)).toBeUndefined()
    expect(await refusal(undefined, stateOf("aging"), 9)).toBeUndefined()
  })
})
