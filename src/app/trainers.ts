/**
 * Chooses the trainers of a run: fibers of this process for quick evaluators, otherwise one operating system
 * process each, kept running, with a hub for them to dial.
 */

import { randomBytes } from "node:crypto"
import { fileURLToPath } from "node:url"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, type Scope } from "effect"
import * as z from "zod"
import type { RunConfig } from "../domain/run-config.ts"
import { spaceConfig } from "../spaces/registry.ts"
import { makeInlineTrainer } from "../trainers/inline-trainer.ts"
import { makeHub } from "../trainers/process/hub.ts"
import { keepLocalProcess } from "../trainers/process/local-process.ts"
import { evaluatorConfig, isolationOf, makeEvaluator, testsAtTheEnd } from "../trainers/registry.ts"
import { type Trainer, TrainerUnavailable } from "../trainers/trainer.ts"
import { usableEnvironments } from "./backends/usable-cards.ts"
import { compiledCodeEnvironment } from "./compiled-code.ts"
import { HUNG_AFTER_LEASES, TRAINER_HOST } from "./limits.ts"
import { systemOutside } from "./outside.ts"

const trainerNames = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `trainer-${index}`)

export interface WantedTrainers {
  readonly config: RunConfig
  readonly count: number
  /** Where trained weights are kept; undefined where the log is in memory. */
  readonly weightsFolder: string | undefined
  /** Is told what people should know of the trainers. */
  readonly note?: ((sentence: string) => void) | undefined
}

export const makeTrainers = (
  wanted: WantedTrainers
): Effect.Effect<readonly Trainer[], TrainerUnavailable, Scope.Scope> =>
  isolationOf(evaluatorConfig.parse(wanted.config.evaluator)) === "inline"
    ? makeInlineTrainers(wanted)
    : makeProcessTrainers(wanted)

const makeInlineTrainers = ({
  config,
  count,
  weightsFolder
}: WantedTrainers): Effect.Effect<readonly Trainer[], TrainerUnavailable> =>
  makeEvaluator(evaluatorConfig.parse(config.evaluator), spaceConfig.parse(config.space), {
    outside: systemOutside,
    weightsFolder
  }).pipe(
    Effect.map((evaluator) => trainerNames(count).map((name) => makeInlineTrainer(name, evaluator))),
    Effect.mapError(({ reason }) => new TrainerUnavailable({ message: reason }))
  )

/** The program of a trainer process: TypeScript in the repository, made into few files in the published package. */
const PROGRAM = fileURLToPath(
  new URL(
    import.meta.url.endsWith(".ts") ? "./trainer-process.ts" : "../trainer/trainer-process.js",
    import.meta.url
  )
)

/** Room for what a start and a step of training throw away, so that it is collected a few times rather than dozens. */
const NODE_OPTIONS = ["--min-semi-space-size=16"] as const

const TOKEN_BYTES = 24

const makeProcessTrainers = ({
  config,
  count,
  weightsFolder,
  note = () => undefined
}: WantedTrainers): Effect.Effect<readonly Trainer[], TrainerUnavailable, Scope.Scope> =>
  Effect.gen(function* () {
    const { heartbeatMs, leaseMs } = config.limits
    // A secret, not a part of the run: it keeps strangers on this machine from handing in results.
    const token = randomBytes(TOKEN_BYTES).toString("hex")
    const hub = yield* makeHub({
      host: TRAINER_HOST,
      token,
      trainers: trainerNames(count),
      space: z.json().parse(config.space),
      evaluator: z.json().parse(config.evaluator),
      weightsFolder,
      heartbeatMs,
      hungAfterMs: HUNG_AFTER_LEASES * leaseMs,
      canTest: testsAtTheEnd(evaluatorConfig.parse(config.evaluator))
    })
    const environment = yield* usableEnvironments(config, note)
    yield* Effect.forEach(hub.trainers, ({ name }, index) =>
      keepLocalProcess({
        trainer: name,
        program: [...NODE_OPTIONS, PROGRAM, "--connect", `${TRAINER_HOST}:${hub.port}`, "--name", name],
        token,
        environment: { ...compiledCodeEnvironment(), ...environment(index) },
        report: (report) => hub.report(name, report),
        hung: hub.hung(name)
      })
    ).pipe(Effect.provide(NodeServices.layer))
    return hub.trainers
  })
