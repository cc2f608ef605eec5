/**
 * Tries what a person brought along before a run is begun with it, so that a table or a space that cannot be used is
 * refused with a sentence while nothing has been written yet.
 */
import { Effect } from "effect"
import type { RunConfig } from "../domain/run-config.ts"
import { spaceConfig } from "../spaces/registry.ts"
import { breachOf } from "../spaces/soundness.ts"
import { evaluatorConfig, makeEvaluator } from "../trainers/registry.ts"
import { BadInput } from "./bad-input.ts"
import { systemOutside } from "./outside.ts"
import { commandOf } from "./own-command.ts"
import { spaceOf } from "./rules.ts"
import { tryOutside } from "./try-outside.ts"

export const tryOwnFiles = (config: RunConfig): Effect.Effect<void, BadInput> =>
  Effect.andThen(tryProgram(config), trySpace(config))

/** A program that cannot be started could evaluate nothing. It is not run yet: that may take its time. */
const tryProgram = (config: RunConfig): Effect.Effect<void, BadInput> =>
  commandOf(config) === undefined
    ? Effect.void
    : makeEvaluator(evaluatorConfig.parse(config.evaluator), spaceConfig.parse(config.space)).pipe(
        Effect.mapError(({ reason }) => new BadInput({ message: reason })),
        Effect.asVoid
      )

const trySpace = (config: RunConfig): Effect.Effect<void, BadInput> => {
  switch (config.space.kind) {
    case "table":
      return tryTable(config)
    case "module":
      return tryModule(config)
    default:
      return Effect.void
  }
}

const tryTable = (config: RunConfig): Effect.Effect<void, BadInput> => {
  const evaluator = evaluatorConfig.parse(config.evaluator)
  // An evaluator of one's own is tried where it will run, which is in a trainer process.
  if (evaluator.kind === "module" || evaluator.kind === "command") return Effect.asVoid(spaceOf(config))
  return makeEvaluator(evaluator, spaceConfig.parse(config.space), { outside: systemOutside }).pipe(
    Effect.mapError(({ reason }) => new BadInput({ message: reason })),
    Effect.asVoid
  )
}

const tryModule = (config: RunConfig): Effect.Effect<void, BadInput> =>
  Effect.gen(function* () {
    const space = yield* spaceOf(config)
    const said = (problem: string) =>
      new BadInput({ message: `the space of ${config.space.module} is not sound: ${problem}` })
    const breach = yield* Effect.mapError(
      tryOutside(() => breachOf(space, config.seed)),
      ({ message }) => said(message)
    )
    if (breach !== undefined) return yield* said(breach)
  })
