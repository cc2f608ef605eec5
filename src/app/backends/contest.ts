/** Times a typical network of a run on one backend, by as many processes at once as the run has trainers. */
import { availableParallelism } from "node:os"
import { Effect } from "effect"
import * as z from "zod"
import type { RunConfig } from "../../domain/run-config.ts"
import type { Backend } from "../../trainers/tfjs/backends/backend.ts"
import { deviceEnvironments } from "../device-environment.ts"
import { withBackend } from "./backend-of.ts"
import { type TriedBackend, tryBackend } from "./try-backend.ts"

/** A driver may prepare its first step for long. */
const TIMEOUT_MS = 60_000
/** So many trainers at once show how they share the machine; more would only take longer to start. */
const TRIALS_MAX = 8

export interface Contestant {
  readonly backend: Backend
  /** At least one. */
  readonly tried: readonly TriedBackend[]
  /** Of all trainers together; undefined where the backend cannot be taken. */
  readonly imagesPerSecond: number | undefined
}

const totalSpeed = (tried: readonly TriedBackend[]): number | undefined => {
  const known = tried.flatMap(({ speeds: { own } }) => (own === undefined ? [] : [own]))
  return known.length < tried.length ? undefined : known.reduce((sum, speed) => sum + speed, 0)
}

export const contest = (config: RunConfig, backend: Backend): Effect.Effect<Contestant> => {
  const json = z.json()
  const { evaluator, space } = withBackend(config, backend.name)
  const own = { evaluator: json.parse(evaluator), space: json.parse(space) }
  const count = Math.min(config.trainers, availableParallelism(), TRIALS_MAX)
  return Effect.flatMap(deviceEnvironments, (environment) =>
    Effect.forEach(
      Array.from({ length: count }, (_, index) => index),
      (index) =>
        tryBackend({
          request: { backend: backend.name, networks: [], own },
          environment: environment(index),
          timeoutMs: TIMEOUT_MS
        }),
      { concurrency: "unbounded" }
    )
  ).pipe(Effect.map((tried) => ({ backend, tried, imagesPerSecond: totalSpeed(tried) })))
}
