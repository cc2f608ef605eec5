/**
 * What the backend “auto” means for a run: decided once, when the run begins, by timing a typical network of that run
 * on each backend that is set up here. Where only wasm is, there is nothing to time. What was decided becomes part of the
 * recorded config, since a backend decides the last bits of every result.
 */
import { Effect } from "effect"
import type { RunConfig } from "../../domain/run-config.ts"
import type { Backend, BackendName } from "../../trainers/tfjs/backends/backend.ts"
import { BadInput } from "../bad-input.ts"
import { backendOf, withBackend } from "./backend-of.ts"
import { type Contestant, contest } from "./contest.ts"
import { fastestOf } from "./fastest.ts"
import { loadBackends } from "./load-backends.ts"
import { sayContest } from "./say-contest.ts"

/** Works on every machine. */
const FALLBACK: BackendName = "wasm"
/** Plain JavaScript is never the fastest. */
const CANDIDATES: readonly BackendName[] = ["native", "webgpu", FALLBACK]

/** What decisions are made with; tests bring their own. */
export interface Means {
  readonly backends: Effect.Effect<Readonly<Partial<Record<BackendName, Backend>>>>
  readonly contest: (config: RunConfig, backend: Backend) => Effect.Effect<Contestant>
}

const REAL: Means = { backends: loadBackends, contest }

export interface Decision {
  readonly config: RunConfig
  /** What was measured, for people; `undefined` where nothing had to be. */
  readonly finding: string | undefined
}

const onFallback = (config: RunConfig): Decision => ({
  config: withBackend(config, FALLBACK),
  finding: undefined
})

const measureAll = Effect.fnUntraced(function* (
  config: RunConfig,
  candidates: readonly Backend[],
  say: (text: string) => void,
  means: Means
) {
  const titles = candidates.map(({ title }) => title)
  say(`measuring what trains this run fastest: ${new Intl.ListFormat("en").format(titles)} …`)
  // One after the other: they would take the processor from each other.
  const contestants = yield* Effect.forEach(candidates, (backend) => means.contest(config, backend))
  const best = fastestOf(contestants, ({ imagesPerSecond }) => imagesPerSecond)
  // Where none could be timed, the trainers will say what is wrong.
  if (best === undefined) return onFallback(config)
  const decision: Decision = {
    config: withBackend(config, best.backend.name),
    finding: sayContest(best, contestants)
  }
  return decision
})

const obstacleOf = (backend: Backend | undefined, name: string): string | undefined =>
  backend === undefined ? `this version has no backend ${name}` : backend.obstacle()

/** Fails with a sentence where the config names a backend that is not set up here. */
export const requireBackend = (
  config: RunConfig,
  { backends }: Means = REAL
): Effect.Effect<void, BadInput> =>
  Effect.gen(function* () {
    const choice = backendOf(config)
    if (choice === undefined || choice === "auto" || choice === FALLBACK) return
    const obstacle = obstacleOf((yield* backends)[choice], choice)
    if (obstacle === undefined) return
    return yield* new BadInput({
      message: `this run trains on the backend ${choice}, and nothing else gives the same results to the last bit; ${obstacle}`
    })
  })

/** `say` is told before a measurement begins, which takes some seconds. */
export const decideBackend = (
  config: RunConfig,
  say: (text: string) => void,
  means: Means = REAL
): Effect.Effect<Decision, BadInput> =>
  Effect.gen(function* () {
    yield* requireBackend(config, means)
    if (backendOf(config) !== "auto") return { config, finding: undefined }
    const backends = yield* means.backends
    const candidates = CANDIDATES.flatMap((name) => {
      const backend = backends[name]
      return backend === undefined || backend.obstacle() !== undefined ? [] : [backend]
    })
    return candidates.length > 1 ? yield* measureAll(config, candidates, say, means) : onFallback(config)
  })
