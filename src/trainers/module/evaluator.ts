/**
 * A person's module as an evaluator. It runs in a trainer process unless the config says otherwise, since nobody
 * knows whether it crashes or how long it takes. What it throws is a failed evaluation, not a fault of the trainer.
 */
import { Effect } from "effect"
import { OutsideProblem } from "../../domain/outside-problem.ts"
import type { Outside } from "../../spaces/outside.ts"
import { EvaluationError, type EvaluationProgress, type Evaluator, type Measurement } from "../evaluator.ts"
import { finiteFigures, isFigure } from "../figures.ts"
import type { ModuleEvaluatorConfig } from "./config.ts"
import type { UserReport } from "./user-evaluator.ts"

/** A function of a stranger's. */
type Foreign = (...values: readonly unknown[]) => unknown

type Report = (progress: EvaluationProgress) => Effect.Effect<void>

const isFunction = (value: unknown): value is Foreign => typeof value === "function"

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

/** Rejects with OutsideProblem where the module gives no evaluator. */
export const makeModuleEvaluator = async (
  config: ModuleEvaluatorConfig,
  outside: Outside
): Promise<Evaluator> => {
  const { evaluator: make } = outside.exportsOf({ path: config.module, hash: config.moduleHash })
  if (!isFunction(make)) {
    throw new OutsideProblem(
      `${config.module} exports no function “evaluator”; an evaluator module has “export const evaluator = (options) => ({ evaluate })”`
    )
  }
  const made = await madeBy(config, make)
  const { device = "module", evaluate } = isRecord(made) ? made : {}
  if (!isFunction(evaluate)) {
    throw new OutsideProblem(
      `${config.module}: the evaluator has no function “evaluate”; “evaluator” must give { evaluate: async ({ genome, seed, individual }) => ({ fitness, measures }) }`
    )
  }
  return {
    device: String(device),
    evaluate: ({ genome, individual, seed }, report) =>
      Effect.tryPromise({
        // What is called inside an async function cannot throw past its promise.
        try: async () => evaluate({ genome: structuredClone(genome), individual, seed }, reporter(report)),
        catch: (error) => new EvaluationError({ reason: reasonOf(error) })
      }).pipe(Effect.flatMap(measurementOf))
  }
}

const madeBy = async (config: ModuleEvaluatorConfig, make: Foreign): Promise<unknown> => {
  try {
    return await make(structuredClone(config.options))
  } catch (error) {
    throw new OutsideProblem(`${config.module}: “evaluator” threw: ${reasonOf(error)}`)
  }
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Progress is for watching: what makes no sense is left out rather than complained of. */
const reporter =
  (report: Report): UserReport =>
  (done: unknown, total: unknown, figures: unknown = {}): void => {
    if (!isFigure(done) || !isFigure(total)) return
    Effect.runFork(report({ done, total, figures: finiteFigures(figures) }))
  }

const said = (value: unknown): string =>
  typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value))

const measurementOf = (given: unknown): Effect.Effect<Measurement, EvaluationError> => {
  const { fitness, measures = {} } = isRecord(given) ? given : { fitness: given }
  if (!isFigure(fitness)) return failed(`the fitness is no finite number (it is ${said(fitness)})`)
  if (!isRecord(measures)) return failed(`the measures are no object (they are ${said(measures)})`)
  const sound = new Map<string, number>()
  for (const [name, measure] of Object.entries(measures)) {
    if (!isFigure(measure))
      return failed(`the measure “${name}” is no finite number (it is ${said(measure)})`)
    sound.set(name, measure)
  }
  return Effect.succeed({ fitness, measures: Object.fromEntries(sound) })
}

const failed = (reason: string) => Effect.fail(new EvaluationError({ reason }))
