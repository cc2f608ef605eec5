/**
 * The folder of one retraining: who may write into it, what it is a retraining of, and whether that is finished. One
 * process at a time; a folder of anything else is left alone.
 */
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs"
import { join } from "node:path"
import { Effect, type Scope } from "effect"
import type * as z from "zod"
import { canonicalJson } from "../../domain/canonical-json.ts"
import type { LogUnavailable, RunLocked } from "../../log/event-log.ts"
import { holdLock } from "../../log/run-lock.ts"
import { PARTIAL_SUFFIX, writeWholeFile } from "../../trainers/whole-file.ts"
import { BadInput } from "../bad-input.ts"
import { errorCode } from "../error-code.ts"
import { readJsonFile } from "../json-file.ts"
import { planHash, planSchema, type RetrainPlan } from "./plan.ts"
import { type RetrainReport, reportSchema } from "./report.ts"

export const PLAN_FILE = "plan.json"
export const REPORT_FILE = "report.json"
const LOCK_FILE = ".lock"

const INDENT = 2

export const lockOf = (folder: string): string => join(folder, LOCK_FILE)

export const writeJson = (folder: string, name: string, value: unknown): void =>
  writeWholeFile(join(folder, name), Buffer.from(`${JSON.stringify(value, null, INDENT)}\n`))

export const readAs = <T>(schema: z.ZodType<T>, file: string, what: string): Effect.Effect<T, BadInput> =>
  Effect.flatMap(readJsonFile(file, what), (value) => {
    const parsed = schema.safeParse(value)
    return parsed.success
      ? Effect.succeed(parsed.data)
      : new BadInput({
          message: `the ${what} file ${file} is not as this version of Cambrian writes it; remove its folder, or name another with --out`
        })
  })

const makeFolder = (folder: string): Effect.Effect<void, BadInput> =>
  Effect.try({
    try: () => void mkdirSync(folder, { recursive: true }),
    catch: (error) =>
      new BadInput({
        message: `the folder ${folder} cannot be made (${errorCode(error) ?? error}); name another with --out`
      })
  })

const claim = Effect.fnUntraced(function* (folder: string, plan: RetrainPlan) {
  const file = join(folder, PLAN_FILE)
  if (existsSync(file)) {
    const found = yield* readAs(planSchema, file, "plan")
    if (canonicalJson(found) === canonicalJson(plan)) return
    const of = planHash(found) === planHash(plan) ? "another run" : "other settings or another individual"
    return yield* new BadInput({
      message: `the folder ${folder} holds a retraining of individual ${found.individual} of run ${found.name} already, which is of ${of}; name another folder with --out, or remove this one`
    })
  }
  const strangers = readdirSync(folder).filter(
    (name) => !name.startsWith(LOCK_FILE) && !name.endsWith(PARTIAL_SUFFIX)
  )
  if (strangers.length > 0) {
    return yield* new BadInput({
      message: `the folder ${folder} holds something else (${strangers[0]}); name an empty or a new one with --out`
    })
  }
  writeJson(folder, PLAN_FILE, plan)
})

/** Files that a killed process was in the middle of writing. */
const sweep = (folder: string): void => {
  for (const name of readdirSync(folder)) if (name.endsWith(PARTIAL_SUFFIX)) rmSync(join(folder, name))
}

/** The report of a finished retraining in the folder; undefined where there is none. */
export const readReport = (folder: string): Effect.Effect<RetrainReport | undefined, BadInput> => {
  const file = join(folder, REPORT_FILE)
  return existsSync(file) ? readAs(reportSchema, file, "report") : Effect.succeed(undefined)
}

/** Takes the folder for the length of the scope; gives the report where the retraining is finished. */
export const openFolder = (
  folder: string,
  plan: RetrainPlan
): Effect.Effect<RetrainReport | undefined, BadInput | RunLocked | LogUnavailable, Scope.Scope> =>
  Effect.gen(function* () {
    yield* makeFolder(folder)
    yield* holdLock(
      lockOf(folder),
      `another process is training in ${folder}; wait for it, stop it, or name another folder with --out`
    )
    yield* claim(folder, plan)
    sweep(folder)
    return yield* readReport(folder)
  })
