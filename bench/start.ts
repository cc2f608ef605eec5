/**
 * The start of a trainer process to the end of its first step of training, on the wasm backend, with the preset mnist:
 * from the moment at which its coordinator starts it, until the first step is reported. Median of 7 processes, after two
 * that fill the caches. Target: under 400 ms, of the program as it is published; the sources as they lie in the
 * repository, hundreds of files that Node strips of their types, are measured beside it.
 */
import { execFileSync } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Deferred, Effect } from "effect"
import { resolveConfig } from "../src/app/config.ts"
import type { makeTrainers } from "../src/app/trainers.ts"
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
const short = { ...config, evaluator: { ...config.evaluator, examples: 64 } }
const genome = makeSpace(spaceConfig.parse(config.space)).random(randomStream(1, "bench-start", 0))

interface Start {
  readonly readyMs: number
  readonly firstStepMs: number
  /** What the process's main thread has computed by then, which other processes lengthen less; NaN where unknown. */
  readonly processorMs: number
}

/** Of the only child of this process, as Linux counts it. */
const processorMsOfChild = (): number => {
  try {
    const [child = ""] = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8").trim().split(" ")
    return Number(readFileSync(`/proc/${child}/task/${child}/schedstat`, "utf8").split(" ")[0]) / 1e6
  } catch {
    return Number.NaN
  }
}

/** Starts one trainer process, gives it one individual, and ends it at the first step. */
const start = (make: typeof makeTrainers): Effect.Effect<Start, unknown> =>
  Effect.scoped(
    Effect.gen(function* () {
      const beganMs = performance.now()
      const sinceBegin = () => performance.now() - beganMs
      const [trainer] = yield* make({ config, count: 1, weightsFolder: undefined })
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
      const firstStepMs = yield* Deferred.await(stepped)
      return { readyMs, firstStepMs, processorMs: processorMsOfChild() }
    })
  )

/** A whole evaluation, after which a trainer has kept what it compiled. */
const evaluateOnce = (make: typeof makeTrainers): Effect.Effect<void, unknown> =>
  Effect.scoped(
    Effect.gen(function* () {
      const [trainer] = yield* make({ config: short, count: 1, weightsFolder: undefined })
      if (trainer === undefined) throw new Error("there is no trainer to start")
      const ready = yield* Deferred.make<void>()
      const ended = yield* Deferred.make<void>()
      const assign = yield* trainer.open((heard: TrainerReport) => {
        if (heard.kind === "ready") return Effect.as(Deferred.succeed(ready, undefined), "accepted")
        if (heard.kind === "ended") return Effect.as(Deferred.succeed(ended, undefined), "accepted")
        return Effect.succeed("accepted")
      })
      yield* Deferred.await(ready)
      yield* assign({ lease: 1, purpose: "evaluate", task: { individual: 0, genome, seed: 1 } })
      yield* Deferred.await(ended)
    })
  )

const measure = async (make: typeof makeTrainers): Promise<readonly Start[]> => {
  for (let count = 0; count < 2; count++) await Effect.runPromise(evaluateOnce(make))
  const starts: Start[] = []
  for (let count = 0; count < ROUNDS; count++) starts.push(await Effect.runPromise(start(make)))
  return starts
}

const summary = (starts: readonly Start[]) => ({
  medianMs: round(median(starts.map(({ firstStepMs }) => firstStepMs)), 0),
  rounds: starts.map(({ firstStepMs }) => round(firstStepMs, 0)),
  readyMs: round(median(starts.map(({ readyMs }) => readyMs)), 0),
  processorMs: round(median(starts.map(({ processorMs }) => processorMs)), 0)
})

const trainersOf = async (url: string): Promise<typeof makeTrainers> => (await import(url)).makeTrainers

console.log("building the program as it is published …")
execFileSync("npm", ["run", "build"], { cwd: fileURLToPath(new URL("..", import.meta.url)) })
const published = new URL("../dist/app/trainers.js", import.meta.url)
const built = summary(await measure(await trainersOf(published.href)))
const sources = summary(
  await measure(await trainersOf(new URL("../src/app/trainers.ts", import.meta.url).href))
)
report({
  bench: "start of a trainer process to its first step (wasm, preset mnist)",
  value: built.medianMs,
  unit: "ms",
  target: `under ${TARGET_MS}`,
  met: built.medianMs < TARGET_MS,
  details: { ...built, sources }
})
