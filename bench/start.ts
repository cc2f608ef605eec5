/**
 * The start of a trainer process to the end of its first step of training, on the wasm backend, with the preset mnist:
 * from the moment at which its coordinator starts it, until the first step is reported. Median of 7 processes, after one
 * that finds the caches cold. Target: under 400 ms.
 */
import { Deferred, Effect } from "effect"
import { resolveConfig } from "../src/app/config.ts"
import { makeTrainers } from "../src/app/trainers.ts"
import { randomStream } from "../src/domain/random-stream.ts"
import { makeSpace, spaceConfig } from "../src/spaces/registry.ts"
import type { TrainerReport } from "../src/trainers/trainer.ts"
import { median, report, round } from "./measure.ts"

const ROUNDS = 7
const TARGET_MS = 400
/** A process says at each heartbeat how far it is, so the first step is seen at most so much later. */
const HEARTBEAT_MS = 5

const config = await Effect.runPromise(
  resolveConfig({
    source: "mnist",
    set: ["evaluator.backend=wasm", `limits.heartbeatMs=${HEARTBEAT_MS}`],
    overrides: {}
  })
)
const genome = makeSpace(spaceConfig.parse(config.space)).random(randomStream(1, "bench-start", 0))

interface Start {
  readonly readyMs: number
  readonly firstStepMs: number
}

/** Starts one trainer process, gives it one individual, and ends it at the first step. */
const start: Effect.Effect<Start, unknown> = Effect.scoped(
  Effect.gen(function* () {
    const beganMs = performance.now()
    const sinceBegin = () => performance.now() - beganMs
    const [trainer] = yield* makeTrainers({ config, count: 1, weightsFolder: undefined })
    if (trainer === undefined) throw new Error("there is no trainer to start")
    const ready = yield* Deferred.make<number, Error>()
    const stepped = yield* Deferred.make<number, Error>()
    const assign = yield* trainer.open((heard: TrainerReport) => {
      const unwanted = heard.kind === "unfit" || heard.kind === "gone" || heard.kind === "ended"
      if (unwanted) return Effect.as(Deferred.fail(stepped, new Error(JSON.stringify(heard))), "refused")
      if (heard.kind === "ready") return Effect.as(Deferred.succeed(ready, sinceBegin()), "accepted")
      return (heard.progress?.done ?? 0) > 0
        ? Effect.as(Deferred.succeed(stepped, sinceBegin()), "accepted")
        : Effect.succeed("accepted")
    })
    const readyMs = yield* Effect.raceFirst(Deferred.await(ready), Deferred.await(stepped))
    yield* assign({ lease: 1, purpose: "evaluate", task: { individual: 0, genome, seed: 1 } })
    return { readyMs, firstStepMs: yield* Deferred.await(stepped) }
  })
)

const cold = await Effect.runPromise(start)
const starts: Start[] = []
for (let count = 0; count < ROUNDS; count++) starts.push(await Effect.runPromise(start))

const value = round(median(starts.map(({ firstStepMs }) => firstStepMs)), 0)
report({
  bench: "start of a trainer process to its first step (wasm, preset mnist)",
  value,
  unit: "ms",
  target: `under ${TARGET_MS}`,
  met: value < TARGET_MS,
  details: {
    rounds: starts.map(({ firstStepMs }) => round(firstStepMs, 0)),
    readyMs: round(median(starts.map(({ readyMs }) => readyMs)), 0),
    withColdCachesMs: round(cold.firstStepMs, 0)
  }
})
