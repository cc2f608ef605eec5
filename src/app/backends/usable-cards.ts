/**
 * The first contact with a graphics driver, before trainers depend on it: a driver that only half works aborts every
 * process that asks it, so a trial goes first, and where that fails trainers see no card.
 */
import { Effect } from "effect"
import type { RunConfig } from "../../domain/run-config.ts"
import { NO_CARD } from "../../trainers/tfjs/native/native-environment.ts"
import { nativeFolder } from "../../trainers/tfjs/native/native-folder.ts"
import { readReady } from "../../trainers/tfjs/native/ready-file.ts"
import { deviceEnvironments, type Environment } from "../device-environment.ts"
import { graphicsCards } from "../graphics-cards.ts"
import { backendOf } from "./backend-of.ts"
import { tryBackend } from "./try-backend.ts"

const TIMEOUT_MS = 120_000

/** Whether trainers of the run would ask a driver for a card through CUDA. */
const wouldUseCard = (config: RunConfig, cards: number): boolean => {
  if (cards === 0 || backendOf(config) !== "native") return false
  const ready = readReady(nativeFolder())
  return typeof ready !== "string" && ready.build === "cuda"
}

/** Whether the trial says that trainers are to see no card, with the sentence for people. */
export const complaintOfCard = (fault: string | undefined): string | undefined =>
  fault === undefined
    ? undefined
    : `the graphics card cannot be used (${fault}); this run trains on the processor instead`

export const usableEnvironments = Effect.fnUntraced(function* (
  config: RunConfig,
  note: (sentence: string) => void
) {
  const environment = yield* deviceEnvironments
  if (!wouldUseCard(config, (yield* graphicsCards).length)) return environment
  const { fault } = yield* tryBackend({
    request: { backend: "native", networks: [] },
    environment: environment(0),
    timeoutMs: TIMEOUT_MS
  })
  const complaint = complaintOfCard(fault)
  if (complaint === undefined) return environment
  note(complaint)
  return (index: number): Environment => ({ ...environment(index), CUDA_VISIBLE_DEVICES: NO_CARD })
})
