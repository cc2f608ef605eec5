/**
 * Goal: a forged history of a policy with a memory of its own is found out, even where chain and noted head fit.
 * Method: runs that the engine played, one event changed, everything hashed again, decided again.
 */
import { createHash } from "node:crypto"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { EventOf } from "../../src/domain/event.ts"
import { drawEvent, expectSound, type PlayedRun, playRun, verifyChanged } from "./played-run.ts"
import { makeFolder } from "./sqlite-file.ts"

const folder = makeFolder()
afterAll(folder.remove)

const SCHEDULES = ["arrival", "deterministic"] as const
type Update = EventOf<"ControllerUpdated">
type Death = EventOf<"IndividualDied">

const hashOf = (parameters: readonly number[]): string => {
  const bytes = Buffer.alloc(8 * parameters.length)
  for (const [index, parameter] of parameters.entries()) bytes.writeDoubleLE(parameter, 8 * index)
  return createHash("sha256").update(bytes).digest("hex")
}

const nudged = (parameters: readonly number[] | null): number[] =>
  (parameters ?? []).map((parameter, index) => (index === 3 ? parameter + 1e-12 : parameter))

const play = (name: string, policy: unknown, schedule: string): Promise<PlayedRun> =>
  playRun(folder, name, {
    preset: "nas-bench-201",
    policy,
    overrides: { seed: 6, cycles: 150, schedule, window: 9, trainers: 4 }
  })

describe.each(SCHEDULES)("REINFORCE on NAS-Bench-201 under the %s schedule, seed 6", (schedule) => {
  let played: PlayedRun
  beforeAll(async () => {
    const policy = { kind: "reinforce", controller: "categorical", populationSize: 20, batchSize: 4 }
    played = await play(`reinforce-${schedule}`, policy, schedule)
  })

  const findsUpdate = async (seed: number, change: (update: Update) => Partial<Update>): Promise<string> => {
    const { index, event } = drawEvent(played, { seed, kind: "ControllerUpdated" })
    const found = await verifyChanged(played, (events) => {
      events[index] = { ...event, ...change(event) }
    })
    expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "update", decided: event })
    return found.message
  }

  it("verifies as it was written, its parameters under their hash", async () => {
    await expectSound(played)
    const { event } = drawEvent(played, { seed: 1, kind: "ControllerUpdated" })
    expect(hashOf(event.parameters ?? [])).toBe(event.parametersHash)
  })

  it.each([1, 2, 3])("a parameter that was moved, hash and all, is named (seed %i)", async (seed) => {
    const said = await findsUpdate(seed, ({ parameters }) => ({
      parameters: nudged(parameters),
      parametersHash: hashOf(nudged(parameters))
    }))
    expect(said).toContain("parametersHash")
  })

  it("a moved parameter under the old hash is named (seed 4)", async () => {
    expect(await findsUpdate(4, ({ parameters }) => ({ parameters: nudged(parameters) }))).toContain(
      "parameters"
    )
  })

  it("another baseline is named (seed 5)", async () => {
    expect(await findsUpdate(5, ({ baseline }) => ({ baseline: baseline + 1e-12 }))).toContain("baseline")
  })

  it("another figure is named (seed 6)", async () => {
    expect(await findsUpdate(6, ({ figures }) => ({ figures: { ...figures, more: 1 } }))).toContain("figures")
  })

  it("another order of the batch is named (seed 7)", async () => {
    expect(await findsUpdate(7, ({ batch }) => ({ batch: batch.toReversed() }))).toContain("batch")
  })

  it("an update that was left out is missed, and a second one is not believed (seed 8)", async () => {
    const { index, event } = drawEvent(played, { seed: 8, kind: "ControllerUpdated" })
    const missed = await verifyChanged(played, (events) => void events.splice(index, 1))
    expect(missed.firstDifference).toMatchObject({ seq: index + 1, kind: "update", decided: event })
    const twice = await verifyChanged(played, (events) => void events.splice(index, 0, event))
    expect(twice.firstDifference?.seq).toBe(index + 2)
  })

  it("a reward that was raised is found at the update that learnt from it (seed 9)", async () => {
    const { event: update } = drawEvent(played, { seed: 9, kind: "ControllerUpdated" })
    const index = played.events.findIndex(
      (event) => event.kind === "EvaluationRecorded" && event.individual === update.batch[1]
    )
    const found = await verifyChanged(played, (events) => {
      const event = events[index] as EventOf<"EvaluationRecorded">
      events[index] = { ...event, fitness: event.fitness + 0.5 }
    })
    expect(found.firstDifference).toMatchObject({ seq: played.events.indexOf(update) + 1, kind: "update" })
  })

  it("a sampled genome's probability that was changed is named (seed 10)", async () => {
    const { index, event } = drawEvent(played, {
      seed: 10,
      kind: "IndividualBorn",
      passes: ({ change }) => typeof change.logProbability === "number"
    })
    const found = await verifyChanged(played, (events) => {
      events[index] = { ...event, change: { ...event.change, logProbability: -1 } }
    })
    expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "birth", decided: event })
  })
})

describe.each(SCHEDULES)("large-scale evolution on NAS-Bench-201, %s schedule, seed 6", (schedule) => {
  let played: PlayedRun
  beforeAll(async () => {
    const policy = { kind: "large-scale", populationSize: 20, identityProbability: 0 }
    played = await play(`large-scale-${schedule}`, policy, schedule)
  })

  const drawDeath = (seed: number) =>
    drawEvent(played, {
      seed,
      kind: "IndividualDied",
      passes: ({ tournament }) => tournament !== undefined && tournament.fitness[0] !== tournament.fitness[1]
    })

  const findsDeath = async (seed: number, change: (death: Death) => Death): Promise<string> => {
    const { index, event } = drawDeath(seed)
    const found = await verifyChanged(played, (events) => {
      events[index] = change(event)
    })
    expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "death", decided: event })
    return found.message
  }

  it("verifies as it was written", () => expectSound(played))

  it.each([1, 2, 3])("the death of the other of the pair is named (seed %i)", async (seed) => {
    const said = await findsDeath(seed, (death) => ({
      ...death,
      individual: death.tournament?.members.find((member) => member !== death.individual) ?? 0
    }))
    expect(said).toContain("individual")
  })

  it("a pair that was drawn in the other order is named (seed 4)", async () => {
    const said = await findsDeath(4, (death) => ({
      ...death,
      tournament: {
        members: death.tournament?.members.toReversed() ?? [],
        fitness: death.tournament?.fitness.toReversed() ?? []
      }
    }))
    expect(said).toContain("tournament")
  })

  it("another fitness in the pair is named (seed 5)", async () => {
    const said = await findsDeath(5, (death) => ({
      ...death,
      tournament: {
        members: death.tournament?.members ?? [],
        fitness: (death.tournament?.fitness ?? []).map((fitness) => fitness + 1e-12)
      }
    }))
    expect(said).toContain("tournament")
  })

  it("a death without its pair is named (seed 6)", async () => {
    const said = await findsDeath(6, ({ tournament: _, ...death }) => death)
    expect(said).toContain("tournament")
  })

  it("a death that was left out is missed (seed 7)", async () => {
    const { index, event } = drawDeath(7)
    const found = await verifyChanged(played, (events) => void events.splice(index, 1))
    expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "death", decided: event })
  })

  it("a child of the loser is named (seed 8)", async () => {
    const { event: death } = drawDeath(8)
    const index = played.events.findIndex(
      (event, position) => event.kind === "IndividualBorn" && position > played.events.indexOf(death)
    )
    const found = await verifyChanged(played, (events) => {
      const born = events[index] as EventOf<"IndividualBorn">
      events[index] = { ...born, parents: [death.individual] }
    })
    expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "birth" })
  })
})
