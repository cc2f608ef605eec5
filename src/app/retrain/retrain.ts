/** Retrains an individual in a folder, or tells what became of it where that was done before. */
import { rmSync } from "node:fs"
import { join } from "node:path"
import { Effect, Schema } from "effect"
import { isTrainable } from "../../trainers/registry.ts"
import { CHECKPOINT_FILE } from "../../trainers/tfjs/retraining/checkpoint-file.ts"
import type { Retrained, RetrainingSpectators } from "../../trainers/tfjs/retraining/retraining.ts"
import { BadInput } from "../bad-input.ts"
import { ENGINE_VERSION } from "../version.ts"
import { openFolder, REPORT_FILE, writeJson } from "./folder.ts"
import { planHash, type RetrainPlan } from "./plan.ts"
import type { RetrainReport } from "./report.ts"

/** The training itself went wrong: it diverged, or the disk is full. What the last whole epoch left stays. */
export class RetrainingFailed extends Schema.TaggedError<RetrainingFailed>()("RetrainingFailed", {
  message: Schema.String
}) {}

export type RetrainSpectators = RetrainingSpectators

export interface RetrainOutcome {
  readonly folder: string
  readonly report: RetrainReport
  /** Whether it was finished before, so that nothing was trained or tested now. */
  readonly wasFinished: boolean
}

const reportOf = (plan: RetrainPlan, retrained: Retrained): RetrainReport => {
  const { facts, exported, curve, files, resources, test, testExamples, trainLoss, validation } = retrained
  const { device, examples, validationExamples, classes, measures } = facts
  return {
    kind: "retraining",
    plan,
    planHash: planHash(plan),
    engine: ENGINE_VERSION,
    device,
    examples,
    validationExamples,
    testExamples,
    classes,
    measures: { ...measures },
    trainLoss,
    validation,
    test,
    curve: Object.fromEntries(Object.entries(curve).map(([name, values]) => [name, [...values]])),
    seconds: curve.seconds?.at(-1) ?? 0,
    resources: { ...resources },
    exported: { difference: exported.difference, comparedImages: exported.comparedImages },
    files: files.map((file) => ({ ...file }))
  }
}

/** Loads TensorFlow.js only now. */
const train = Effect.fnUntraced(function* (
  folder: string,
  plan: RetrainPlan,
  spectators: RetrainingSpectators
) {
  const { space, evaluator, examples, individual, genome, seed } = plan
  if (!isTrainable(space)) return yield* Effect.die(new Error("a plan is of a space that can be trained"))
  const { retrain } = yield* Effect.promise(() => import("../../trainers/tfjs/retraining/retraining.ts"))
  return yield* retrain(
    { config: evaluator, examples, space, individual, genome, seed, plan: planHash(plan), folder },
    spectators
  ).pipe(
    Effect.catchTags({
      EvaluatorUnavailable: ({ reason }) => new BadInput({ message: reason }),
      EvaluationError: ({ reason }) => new RetrainingFailed({ message: reason })
    })
  )
})

/** Can be interrupted at any time; a new call with the same plan and folder goes on after the last whole epoch. */
export const retrainIn = (folder: string, plan: RetrainPlan, spectators: RetrainingSpectators) =>
  Effect.scoped(
    Effect.gen(function* () {
      const finished = yield* openFolder(folder, plan)
      if (finished !== undefined) {
        const outcome: RetrainOutcome = { folder, report: finished, wasFinished: true }
        return outcome
      }
      const report = reportOf(plan, yield* train(folder, plan, spectators))
      writeJson(folder, REPORT_FILE, report)
      rmSync(join(folder, CHECKPOINT_FILE), { force: true })
      const outcome: RetrainOutcome = { folder, report, wasFinished: false }
      return outcome
    })
  )
