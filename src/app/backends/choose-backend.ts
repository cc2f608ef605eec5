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
import { contest } from "./contest.ts"
import { fastestOf } from "./fastest.ts"
import { loadBackends } from "./load-backends.ts"
import { sayContest } from "./say-contest.ts"

/** Works on every machine. */
const FALLBACK: BackendName = "wasm"
/** Plain JavaScript is never the fastest. */
const CANDIDATES: readonly BackendName[] = ["native", "webgpu", FALLBACK]

export interface Decision {
  readonly config: RunConfig
  /** What was measured, for people; `undefined` where nothing had to be. */
  readonly finding: string | undefined
}

const measureAll = Effect.fnUntraced(function* (
  config: RunConfig,
  candidates: readonly Backend[],
  say: (text: string) => void
) {
  const titles = candidates.map(({ title }) => title)
  say(`measuring what trains this run fastest: ${new Intl.ListFormat("en").format(titles)} …`)
  // One after the other: they would take the processor from each other.
  const contestants = yield* Effect.forEach(candidates, (backend) => contest(config, backend))
  // Where none could be timed, the trainers will say what is wrong.
  const name = fastestOf(contestants, ({ imagesPerSecond }) => imagesPerSecond)?.backend.name ?? FALLBACK
  const decision: Decision = { config: withBackend(config, name), finding: sayContest(name, contestants) }
  return decision
})

const obstacleOf = (backend: Backend | undefined, name: string): string | undefined =>
  backend === undefined ? `this version has no backend ${name}` : backend.obstacle()

/** Fails with a sentence where the config names a backend that is not set up here. */
export const requireBackend = (config: RunConfig): Effect.Effect<void, BadInput> =>
  Effect.gen(function* () {
    const choice = backendOf(config)
    if (choice === undefined || choice === "auto" || choice === FALLBACK) return
    const obstacle = obstacleOf((yield* loadBackends)[choice], choice)
    if (obstacle === undefined) return
    return yield* new BadInput({
      message: `this run trains on the backend ${choice}, and nothing else gives the same results to the last bit; ${obstacle}`
    })
  })

/** `say` is told before a measurement begins, which takes some seconds. */
export const decideBackend = (
  config: RunConfig,
  say: (text: string) => void
): Effect.Effect<Decision, BadInput> =>
  Effect.gen(function* () {
    yield* requireBackend(config)
    if (backendOf(config) !== "auto") return { config, finding: undefined }
    const backends = yield* loadBackends
    const candidates = CANDIDATES.flatMap((name) => {
      const backend = backends[name]
      return backend === undefined || backend.obstacle() !== undefined ? [] : [backend]
    })
    return candidates.length > 1
      ? yield* measureAll(config, candidates, say)
      : { config: withBackend(config, FALLBACK), finding: undefined }
  })
