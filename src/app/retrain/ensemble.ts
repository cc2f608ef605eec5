/** The best individuals of a run retrained one after the other, as far as that was not done before, and tested as one. */
import { existsSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import * as z from "zod"
import { canonicalJson } from "../../domain/canonical-json.ts"
import { holdLock } from "../../log/run-lock.ts"
import { BadInput } from "../bad-input.ts"
import { lockOf, REPORT_FILE, readAs, writeJson } from "./folder.ts"
import { planHash, type RetrainPlan } from "./plan.ts"
import { type RetrainOutcome, type RetrainSpectators, retrainIn } from "./retrain.ts"

const share = z.number().min(0).max(1)

const ensembleReportSchema = z.object({
  kind: z.literal("ensemble"),
  name: z.string(),
  members: z.array(
    z.object({
      individual: z.int().min(0),
      folder: z.string(),
      planHash: z.string(),
      validation: share,
      test: share
    })
  ),
  /** Accuracies of the mean of the members' probabilities. */
  validation: share,
  test: share,
  testExamples: z.int().min(1)
})
export type EnsembleReport = z.output<typeof ensembleReportSchema>

export interface Member {
  readonly plan: RetrainPlan
  readonly folder: string
}

export interface EnsembleOutcome {
  readonly folder: string
  readonly report: EnsembleReport
  readonly members: readonly RetrainOutcome[]
  readonly wasFinished: boolean
}

const readEnsembleReport = Effect.fnUntraced(function* (folder: string, members: readonly Member[]) {
  const file = join(folder, REPORT_FILE)
  if (!existsSync(file)) return undefined
  const found = yield* readAs(ensembleReportSchema, file, "report")
  const isSame =
    canonicalJson(found.members.map((member) => member.planHash)) ===
    canonicalJson(members.map(({ plan }) => planHash(plan)))
  if (isSame) return found
  return yield* new BadInput({
    message: `the folder ${folder} holds an ensemble of other individuals or settings already; name another folder with --out, or remove this one`
  })
})

const test = Effect.fnUntraced(function* (members: readonly Member[]) {
  const [first] = members
  if (first === undefined) return yield* new BadInput({ message: "an ensemble has at least one member" })
  const { evaluator, examples, name } = first.plan
  const { testEnsemble } = yield* Effect.promise(() => import("../../trainers/tfjs/retraining/ensemble.ts"))
  const result = yield* testEnsemble({
    config: evaluator,
    examples,
    folders: members.map(({ folder }) => folder)
  }).pipe(Effect.mapError(({ reason }) => new BadInput({ message: reason })))
  return { name, ...result }
})

/** `spectators` are those of each member's retraining. */
export const retrainEnsemble = Effect.fnUntraced(function* (
  folder: string,
  members: readonly Member[],
  spectators: readonly RetrainSpectators[]
) {
  mkdirSync(folder, { recursive: true })
  yield* holdLock(lockOf(folder), `another process is at work in ${folder}; wait for it, or stop it`)
  const finished = yield* readEnsembleReport(folder, members)
  const outcomes: RetrainOutcome[] = []
  for (const [index, watching] of spectators.entries()) {
    const member = members[index]
    if (member !== undefined) outcomes.push(yield* retrainIn(member.folder, member.plan, watching))
  }
  if (finished !== undefined) {
    const known: EnsembleOutcome = { folder, report: finished, members: outcomes, wasFinished: true }
    return known
  }
  const { name, validation, test: accuracy, testExamples } = yield* test(members)
  const report: EnsembleReport = {
    kind: "ensemble",
    name,
    members: outcomes.map((outcome) => ({
      individual: outcome.report.plan.individual,
      folder: outcome.folder,
      planHash: outcome.report.planHash,
      validation: outcome.report.validation,
      test: outcome.report.test
    })),
    validation,
    test: accuracy,
    testExamples
  }
  writeJson(folder, REPORT_FILE, report)
  const outcome: EnsembleOutcome = { folder, report, members: outcomes, wasFinished: false }
  return outcome
})
