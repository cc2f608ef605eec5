/** Goal: a life says what the log says of one individual, no more and no less. */
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { lifeOf } from "../../src/analysis/life.ts"
import type { Event, EventOf } from "../../src/domain/event.ts"
import { toyConfig } from "../replay/toy-run.ts"
import { logOf, scriptedLog } from "./scripted-log.ts"

const config = toyConfig({ seed: 1, cycles: 5, schedule: "arrival", trainers: 2, populationSize: 2 })

const born = (individual: number, parents: number[]): EventOf<"IndividualBorn"> => ({
  kind: "IndividualBorn",
  individual,
  parents,
  operator: parents.length === 0 ? "random" : "flip",
  change: parents.length === 0 ? {} : { bit: 3 },
  genome: "0101",
  genomeHash: "00",
  tournament: parents.length === 0 ? null : { members: [0, 1, 0], fitness: [0.5, 0.25, 0.5] },
  trainingSeed: 9
})
const begun = (individual: number, attempt: number, trainer: string): Event => ({
  kind: "EvaluationStarted",
  individual,
  attempt,
  trainer,
  device: "cpu"
})
const about = { individual: 2, lease: 0, trainer: "a" }

const story: readonly Event[] = [
  { kind: "RunStarted", config, engine: "0.1.0" },
  born(2, [0]),
  begun(2, 1, "a"),
  { ...about, kind: "EvaluationFailed", lease: 3, failure: "error", reason: "it diverged" },
  begun(2, 2, "b"),
  { ...about, kind: "EvaluationFailed", lease: 5, trainer: "b", failure: "lost", reason: "silent" },
  begun(2, 3, "a"),
  { kind: "RunResumed", cycles: 5, trainers: 2, reason: "killed" },
  { ...about, kind: "EvaluationRefused", lease: 7, fitness: 0.75, reason: "the lease has ended" },
  begun(2, 3, "c"),
  {
    ...about,
    kind: "EvaluationRecorded",
    lease: 10,
    trainer: "c",
    device: "gpu",
    fitness: 0.75,
    measures: { test: 0.5 },
    curve: { epoch: [1, 2], trainLoss: [0.5, 0.25] },
    resources: { imagesPerSecond: 12.5 },
    durationMs: 12
  },
  { kind: "IndividualDied", individual: 2, cause: "aging", displacedBy: 4 },
  { kind: "IndividualTested", individual: 2, trainer: "a", measures: { test: 0.625 }, durationMs: 1 },
  {
    kind: "IndividualReevaluated",
    individual: 2,
    seed: 7,
    trainer: "b",
    device: "gpu",
    fitness: null,
    reason: "it diverged",
    measures: {},
    durationMs: 3
  }
]

describe("a life", () => {
  it("tells birth, tournament, every attempt, the refusal and the death", async () => {
    const { log, run } = await logOf(story, (seq) => 100 * seq)
    const { evaluations, ...life } = await Effect.runPromise(lifeOf(log, run, 2))
    expect(life).toEqual({
      run,
      individual: 2,
      parents: [0],
      operator: "flip",
      change: { bit: 3 },
      genome: "0101",
      genomeHash: "00",
      trainingSeed: 9,
      tournament: [
        { individual: 0, fitness: 0.5 },
        { individual: 1, fitness: 0.25 },
        { individual: 0, fitness: 0.5 }
      ],
      partnerTournament: null,
      inherits: null,
      bornSeq: 2,
      bornAt: 200,
      fitness: 0.75,
      measures: { test: 0.5 },
      weights: null,
      curve: { epoch: [1, 2], trainLoss: [0.5, 0.25] },
      resources: { imagesPerSecond: 12.5 },
      evaluationSeq: 11,
      countedSeq: 11,
      refusals: [{ seq: 9, lease: 7, trainer: "a", fitness: 0.75, reason: "the lease has ended" }],
      reevaluations: [
        {
          seq: 14,
          seed: 7,
          fitness: null,
          measures: {},
          durationMs: 3,
          trainer: "b",
          device: "gpu",
          reason: "it diverged"
        }
      ],
      tested: { test: 0.625 },
      deathSeq: 12,
      death: { cause: "aging", displacedBy: 4, comparison: null, at: 1200 }
    })
    expect(evaluations).toMatchObject([
      { lease: 3, trainer: "a", outcome: "failed", reason: "it diverged", startedAt: 300, endedSeq: 4 },
      { lease: 5, trainer: "b", outcome: "lost", reason: "silent", startedAt: 500, endedSeq: 6 },
      { lease: 7, trainer: "a", outcome: "void", startedAt: 700, endedSeq: 8, fitness: null },
      {
        lease: 10,
        trainer: "c",
        outcome: "recorded",
        device: "gpu",
        durationMs: 12,
        endedAt: 1100,
        fitness: 0.75
      }
    ])
  })

  it("is open while nobody knows how an evaluation ends", async () => {
    const { log, run } = await logOf(story.slice(0, 7), (seq) => seq)
    const life = await Effect.runPromise(lifeOf(log, run, 2))
    expect(life).toMatchObject({ fitness: null, evaluationSeq: null, countedSeq: null, death: null })
    expect(life.evaluations.at(-1)).toMatchObject({ lease: 7, outcome: "open", endedSeq: null })
  })

  for (const schedule of ["arrival", "deterministic"] as const) {
    it(`agrees with every event of every individual of a ${schedule} run (seed 8)`, async () => {
      const { log, run, events } = await scriptedLog(8, schedule)
      const seqOf = (kind: Event["kind"], individual: number): number | null => {
        const index = events.findIndex(
          (e) => e.kind === kind && "individual" in e && e.individual === individual
        )
        return index === -1 ? null : index + 1
      }
      const countsBy = schedule === "arrival" ? "EvaluationRecorded" : "FitnessCounted"
      for (let individual = 0; individual < 120; individual++) {
        const life = await Effect.runPromise(lifeOf(log, run, individual))
        expect(life).toMatchObject({
          individual,
          bornSeq: seqOf("IndividualBorn", individual),
          evaluationSeq: seqOf("EvaluationRecorded", individual),
          countedSeq: seqOf(countsBy, individual),
          deathSeq: seqOf("IndividualDied", individual)
        })
        const started = events.filter((e) => e.kind === "EvaluationStarted" && e.individual === individual)
        expect(life.evaluations).toHaveLength(started.length)
        expect(life.evaluations.map(({ outcome }) => outcome)).not.toContain("open")
      }
    })
  }

  it("that was never lived is refused with a sentence", async () => {
    const { log, run } = await scriptedLog(8, "arrival")
    for (const individual of [99999, -1, 1.5, Number.NaN]) {
      const error = await Effect.runPromise(Effect.flip(lifeOf(log, run, individual)))
      expect(error).toMatchObject({
        _tag: "NoSuchIndividual",
        message: `run ${run} has no individual ${individual}; it has 0 to 119`
      })
    }
  })
})
