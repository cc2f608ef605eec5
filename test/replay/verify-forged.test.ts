/**
 * Goal: a history that was written anew as a whole, so that its chain and its noted head fit, is still found out
 * where it says what the rules do not. Method: one event changed, dropped or put in, everything hashed again.
 */
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { contentHash } from "../../src/domain/canonical-json.ts"
import type { Event, EventOf } from "../../src/domain/event.ts"
import { randomStream } from "../../src/domain/random-stream.ts"
import type { RunConfig } from "../../src/domain/run-config.ts"
import { type Verification, verifyRun } from "../../src/replay/verify.ts"
import { writeScript } from "./scribe.ts"
import { appendBatches, forge, makeFolder, withLog } from "./sqlite-file.ts"
import { rulesOf, toyConfig } from "./toy-run.ts"

const folder = makeFolder()
afterAll(folder.remove)

const configOf = (schedule: RunConfig["schedule"]): RunConfig =>
  toyConfig({ seed: 4, cycles: 120, schedule, trainers: 4, populationSize: 10 })
const files = { arrival: folder.file("arrival.db"), deterministic: folder.file("deterministic.db") }
const scripts = {
  arrival: writeScript(4, configOf("arrival")),
  deterministic: writeScript(4, configOf("deterministic"))
}
const runs = { arrival: "", deterministic: "" }

beforeAll(async () => {
  for (const schedule of ["arrival", "deterministic"] as const)
    runs[schedule] = await withLog(files[schedule], "create", (log) =>
      appendBatches(log, "toy", [scripts[schedule].batches.flat()])
    )
})

let forgeries = 0
const verifyForged = async (
  schedule: "arrival" | "deterministic",
  change: (events: Event[]) => void
): Promise<Verification> => {
  const events = scripts[schedule].batches.flat()
  change(events)
  const file = folder.copy(files[schedule], `forged-${++forgeries}.db`)
  forge(file, runs[schedule], events)
  const found = await withLog(file, "read", (log) => verifyRun({ log, run: runs[schedule], rulesOf }))
  expect(found).toMatchObject({ ok: false, chain: { ok: true }, decisions: { ok: false } })
  return found
}

/** The position of a drawn event of one kind, of those that pass. */
const draw = <K extends Event["kind"]>(
  seed: number,
  kind: K,
  passes: (event: EventOf<K>) => boolean = () => true,
  schedule: "arrival" | "deterministic" = "arrival"
): number => {
  const positions = scripts[schedule].batches
    .flat()
    .flatMap((event, index) => (event.kind === kind && passes(event as EventOf<K>) ? [index] : []))
  return positions[randomStream(seed, `forge ${kind}`, 0).below(positions.length)]!
}

const edit = <K extends Event["kind"]>(
  events: Event[],
  index: number,
  change: (event: EventOf<K>) => Partial<EventOf<K>>
): void => {
  const event = events[index] as EventOf<K>
  events[index] = { ...event, ...change(event) } as Event
}

const isBred = (born: EventOf<"IndividualBorn">): boolean => born.parents.length > 0

describe("a forged birth", () => {
  for (let seed = 1; seed <= 3; seed++) {
    it(`with another parent is named (seed ${seed})`, async () => {
      const index = draw(seed, "IndividualBorn", isBred)
      const found = await verifyForged("arrival", (events) =>
        edit<"IndividualBorn">(events, index, ({ parents }) => ({ parents: [(parents[0] ?? 0) + 1] }))
      )
      expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "birth" })
      expect(found.message).toContain("parents")
      expect(found.firstDifference?.decided).toEqual(scripts.arrival.batches.flat()[index])
    })

    it(`with another genome is named (seed ${seed})`, async () => {
      const index = draw(seed, "IndividualBorn")
      const found = await verifyForged("arrival", (events) =>
        edit<"IndividualBorn">(events, index, () => {
          const genome = "1".repeat(31)
          return { genome, genomeHash: contentHash(genome) }
        })
      )
      expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "birth" })
      expect(found.message).toContain("genome")
    })
  }

  it("that was left out is missed (seed 1)", async () => {
    const index = draw(1, "IndividualBorn", isBred)
    const found = await verifyForged("arrival", (events) => void events.splice(index, 1))
    expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "birth" })
  })

  it("that nothing called for is not believed (seed 1)", async () => {
    const index = draw(1, "EvaluationStarted")
    const born = scripts.arrival.batches.flat()[draw(1, "IndividualBorn", isBred)]!
    const found = await verifyForged("arrival", (events) => void events.splice(index, 0, born))
    expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "birth", decided: null })
  })
})

describe("a forged death", () => {
  for (const schedule of ["arrival", "deterministic"] as const) {
    it(`of somebody else is named in a ${schedule} run (seed 2)`, async () => {
      const index = draw(2, "IndividualDied", ({ cause }) => cause === "aging", schedule)
      const found = await verifyForged(schedule, (events) =>
        edit<"IndividualDied">(events, index, ({ individual }) => ({ individual: individual + 1 }))
      )
      expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "death" })
    })
  }

  it("of another cause is named (seed 3)", async () => {
    const index = draw(3, "IndividualDied", ({ cause }) => cause === "infertile")
    const found = await verifyForged("arrival", (events) =>
      edit<"IndividualDied">(events, index, () => ({ cause: "aging" }))
    )
    expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "death" })
  })
})

describe("a forged fitness", () => {
  for (let seed = 1; seed <= 4; seed++) {
    it(`is found at the first tournament that saw it (seed ${seed})`, async () => {
      const original = scripts.arrival.batches.flat()
      const sawIt = (individual: number) =>
        original.findIndex(
          (event) => event.kind === "IndividualBorn" && event.tournament?.members.includes(individual)
        )
      const index = draw(seed, "EvaluationRecorded", ({ individual }) => sawIt(individual) !== -1)
      const forged = original[index] as EventOf<"EvaluationRecorded">
      // Lower than all others but one bit: who wins changes or not, the recorded members' fitness does.
      const found = await verifyForged("arrival", (events) =>
        edit<"EvaluationRecorded">(events, index, ({ fitness }) => ({ fitness: fitness - 1e-9 }))
      )
      expect(found.firstDifference).toMatchObject({ seq: sawIt(forged.individual) + 1, kind: "birth" })
      expect(found.message).toContain("tournament")
    })
  }

  it("is found at the end where the best was claimed to be better (seed 1)", async () => {
    const index = draw(1, "RunFinished")
    const found = await verifyForged("arrival", (events) =>
      edit<"RunFinished">(events, index, ({ best }) => ({
        best: { individual: best?.individual ?? 0, fitness: 1.5 }
      }))
    )
    expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "finish" })
  })

  it("that counts out of turn is named (seed 1)", async () => {
    const index = draw(1, "FitnessCounted", () => true, "deterministic")
    const found = await verifyForged("deterministic", (events) =>
      edit<"FitnessCounted">(events, index, ({ individual }) => ({ individual: individual + 1 }))
    )
    expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "count" })
  })
})

describe("a forged fact", () => {
  const named = async (index: number, change: (events: Event[]) => void) => {
    const found = await verifyForged("arrival", change)
    expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "fact" })
    return found
  }

  it("under a lease that was not open is refused (seed 1)", async () => {
    const index = draw(1, "EvaluationRecorded")
    const found = await named(index, (events) =>
      edit<"EvaluationRecorded">(events, index, ({ lease }) => ({ lease: (lease ?? 0) + 1 }))
    )
    expect(found.firstDifference?.decided).toMatchObject({ kind: "EvaluationRefused" })
  })

  it("that gives an individual a second fitness is refused (seed 1)", async () => {
    const index = draw(1, "EvaluationRecorded")
    const before = draw(1, "EvaluationStarted", () => true)
    const later = Math.max(index, before)
    const begin = scripts.arrival.batches
      .flat()
      .findIndex((event, i) => i > later && event.kind === "EvaluationStarted")
    const recorded = scripts.arrival.batches.flat()[index]!
    await named(begin, (events) => void events.splice(begin, 0, recorded))
  })

  it("with a wrong attempt is refused (seed 1)", async () => {
    const index = draw(1, "EvaluationStarted")
    await named(index, (events) =>
      edit<"EvaluationStarted">(events, index, ({ attempt }) => ({ attempt: attempt + 1 }))
    )
  })

  it("that starts the run again is refused (seed 1)", async () => {
    const index = draw(1, "EvaluationStarted")
    const start = scripts.arrival.batches.flat()[0]!
    await named(index, (events) => void events.splice(index, 0, start))
  })

  it("that comes before the run starts is refused", async () => {
    const stop: Event = { kind: "RunResumed", cycles: 120, trainers: 4, reason: "a lie" }
    await named(0, (events) => void events.unshift(stop))
  })

  it("that stops a run which was not running is refused", async () => {
    const index = scripts.arrival.batches.flat().findIndex(({ kind }) => kind === "RunStopped")
    const stopped = scripts.arrival.batches.flat()[index]!
    await named(index + 1, (events) => void events.splice(index, 0, stopped))
  })

  it("that refuses for an untrue reason is refused (seed 1)", async () => {
    const index = draw(1, "EvaluationRefused")
    await named(index, (events) =>
      edit<"EvaluationRefused">(events, index, () => ({ reason: "we did not like it" }))
    )
  })

  it("that tests a second time is refused", async () => {
    const events = scripts.arrival.batches.flat()
    const tested = events.find(({ kind }) => kind === "IndividualTested")!
    await named(events.length, (all) => void all.push(tested))
  })

  it("that re-evaluates somebody who was never born, or has neither a fitness nor a reason, is refused", async () => {
    const events = scripts.arrival.batches.flat()
    const index = events.findLastIndex(({ kind }) => kind === "IndividualReevaluated")
    for (const lie of [{ individual: 1000 }, { fitness: null }, { reason: "it failed as well" }])
      await named(index, (all) => edit<"IndividualReevaluated">(all, index, () => lie))
  })

  it("in place of what must follow is refused (seed 2)", async () => {
    const index = draw(2, "IndividualDied")
    const found = await verifyForged("arrival", (events) => {
      events[index] = { kind: "RunStopped", reason: "a lie" }
    })
    expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "death" })
    expect(found.message).toContain("must come by the rules")
  })
})

describe("a forged end", () => {
  it("between a fact and what follows from it is found (seed 1)", async () => {
    const index = draw(1, "IndividualDied")
    const found = await verifyForged("arrival", (events) => void events.splice(index))
    expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "death", recorded: null })
    expect(found.message).toContain(`ends at event ${index}`)
  })
})

describe("a run that this program cannot decide again", () => {
  it("is said to be so, with the reason", async () => {
    const found = await verifyForged("arrival", (events) =>
      edit<"RunStarted">(events, 0, ({ config }) => ({
        config: { ...config, space: { kind: "unheard-of" } }
      }))
    )
    expect(found.firstDifference).toMatchObject({ seq: 1, kind: "rules" })
    expect(found.message).toContain("no search space “unheard-of”")
  })

  it("with another seed in its config differs at the first birth", async () => {
    const found = await verifyForged("arrival", (events) =>
      edit<"RunStarted">(events, 0, ({ config }) => ({ config: { ...config, seed: config.seed + 2 } }))
    )
    expect(found.firstDifference).toMatchObject({ seq: 2, kind: "birth" })
  })
})

describe("a row that no writer writes, in a chain that fits", () => {
  it("is found where its payload holds more than its event", async () => {
    const events = scripts.arrival.batches.flat()
    const index = draw(1, "EvaluationRecorded")
    const file = folder.copy(files.arrival, "row.db")
    events[index] = Object.assign({ extra: 1 }, events[index])
    forge(file, runs.arrival, events)
    const found = await withLog(file, "read", (log) => verifyRun({ log, run: runs.arrival, rulesOf }))
    expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "row" })
  })

  it("is found where its payload is no event", async () => {
    const events = scripts.arrival.batches.flat()
    const index = draw(2, "EvaluationRecorded")
    const file = folder.copy(files.arrival, "no-event.db")
    events[index] = { ...events[index]!, fitness: "high" } as unknown as Event
    forge(file, runs.arrival, events)
    const found = await withLog(file, "read", (log) => verifyRun({ log, run: runs.arrival, rulesOf }))
    expect(found.firstDifference).toMatchObject({ seq: index + 1, kind: "row" })
    expect(found.message).toContain("EvaluationRecorded")
  })
})
