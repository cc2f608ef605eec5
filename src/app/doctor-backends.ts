/**
 * Tries every training backend that is set up, each in a process of its own: are its gradients right, and how fast does it
 * train a narrow and a wide network? Says how to get those that are not, and what “auto” will mean for a run.
 */
import { Effect } from "effect"
import type { Backend, BackendName } from "../trainers/tfjs/backends/backend.ts"
import type { TrialNetworkName } from "../trainers/tfjs/trial/trial-networks.ts"
import { fastestOf } from "./backends/fastest.ts"
import { loadBackends } from "./backends/load-backends.ts"
import { imagesPerSecond } from "./backends/say-contest.ts"
import { type TriedBackend, tryBackend } from "./backends/try-backend.ts"
import { deviceEnvironments } from "./device-environment.ts"
import type { Check } from "./doctor-check.ts"

/** In the order in which they are tried. */
const EXAMINED: readonly BackendName[] = ["wasm", "native", "webgpu", "cpu"]
const NETWORKS = ["plain3", "wide3"] as const satisfies readonly TrialNetworkName[]
const TIMEOUT_MS = 30_000

/** What is known of one backend on this machine. */
export interface BackendFinding {
  readonly backend: BackendName
  readonly state: "works" | "emulated" | "not set up" | "broken"
  /** Everything that changes the bits, as in the events of a run; null where it did not start. */
  readonly device: string | null
  /** The largest relative error of an operation's result or gradient; null where it did not start. */
  readonly gradientError: number | null
  /** In training, by one process: a narrow and a wide network, batches of 64 images of 28×28; null where not timed. */
  readonly imagesPerSecond: { readonly small: number | null; readonly wide: number | null }
  readonly finding: string
}

const UNKNOWN = { device: null, gradientError: null, imagesPerSecond: { small: null, wide: null } } as const

const stateOf = ({ started, fault, isLate }: TriedBackend): BackendFinding["state"] => {
  if (started === undefined) return "broken"
  if (started.facts.isEmulated === true) return "emulated"
  return fault === undefined || isLate ? "works" : "broken"
}

const sayFinding = (backend: Backend, tried: TriedBackend): string => {
  const { started, fault, speeds } = tried
  if (started === undefined) return `${backend.title} does not work: ${fault ?? "its process said nothing"}`
  const right = `${started.device}: gradients are right`
  if (started.facts.isEmulated === true)
    return `${right}; the processor emulates it, so it is slow and “auto” never takes it`
  const { plain3, wide3 } = speeds
  const small = plain3 === undefined ? [] : [`${imagesPerSecond(plain3)} on a small network`]
  const wide = wide3 === undefined ? [] : [`${imagesPerSecond(wide3)} on a wide one`]
  const measured =
    backend.name === "cpu"
      ? ["not timed: it is for tests, about a hundred times slower"]
      : [...small, ...wide]
  return [right, measured.join(", "), fault].filter((part) => part !== undefined && part !== "").join("; ")
}

const examineBackend = (backend: Backend): Effect.Effect<BackendFinding> => {
  const { name } = backend
  const obstacle = backend.obstacle()
  if (obstacle !== undefined)
    return Effect.succeed({ backend: name, state: "not set up", ...UNKNOWN, finding: obstacle })
  return Effect.flatMap(deviceEnvironments, (environment) =>
    tryBackend({
      request: { backend: name, networks: name === "cpu" ? [] : [...NETWORKS] },
      environment: environment(0),
      timeoutMs: TIMEOUT_MS
    })
  ).pipe(
    Effect.map((tried) => ({
      backend: name,
      state: stateOf(tried),
      device: tried.started?.device ?? null,
      gradientError: tried.started?.gradientError ?? null,
      imagesPerSecond: { small: tried.speeds.plain3 ?? null, wide: tried.speeds.wide3 ?? null },
      finding: sayFinding(backend, tried)
    }))
  )
}

export const checkOfBackend = ({ backend, state, finding }: BackendFinding): Check => ({
  name: backend,
  ok: state !== "broken",
  finding,
  isAbsent: state === "not set up"
})

/** What “auto” will mean: the backend for small and for wide networks, and why. */
export interface AutomaticChoice {
  readonly small: BackendName
  readonly wide: BackendName
  readonly why: string
}

export const automaticChoice = (findings: readonly BackendFinding[]): AutomaticChoice => {
  const able = findings.filter(({ state, backend }) => state === "works" && backend !== "cpu")
  const small = fastestOf(able, ({ imagesPerSecond: { small } }) => small)?.backend ?? "wasm"
  const wide = fastestOf(able, ({ imagesPerSecond: { wide } }) => wide)?.backend ?? "wasm"
  if (able.length < 2)
    return { small, wide, why: `“auto” means ${small}: no other backend for training works here` }
  const fast =
    small === wide
      ? `${small} is the fastest on both networks here`
      : `here ${small} is the fastest on the small network, ${wide} on the wide one`
  return { small, wide, why: `“auto” times a network of the run itself when it begins; ${fast}` }
}

/** `begin` is told of each backend before it is tried, which takes some seconds. */
export const examineBackends = (
  begin: (backend: BackendName) => void,
  found: (finding: BackendFinding) => void
): Effect.Effect<readonly BackendFinding[]> =>
  Effect.flatMap(loadBackends, (backends) =>
    Effect.forEach(
      EXAMINED.flatMap((name) => backends[name] ?? []),
      (backend) =>
        Effect.sync(() => begin(backend.name)).pipe(
          Effect.andThen(examineBackend(backend)),
          Effect.tap((finding) => Effect.sync(() => found(finding)))
        )
    )
  )
