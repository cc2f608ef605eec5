/** Where retrainings of a log's individuals are, unless a person names another folder: beside the log. */
import { join, resolve } from "node:path"
import { contentHash } from "../../domain/canonical-json.ts"
import { planHash, type RetrainPlan } from "./plan.ts"

/** All of them together. */
export const retrainedFolder = (logFile: string): string => `${resolve(logFile)}-retrained`

const named = (logFile: string, name: string, rest: string): string =>
  join(retrainedFolder(logFile), `${name.replace(/[^\w.-]/g, "-")}-${rest}`)

/** Other settings are another folder, so that one may try what one likes. */
const SHOWN_DIGITS = 8

export const defaultFolder = (logFile: string, plan: RetrainPlan): string =>
  named(logFile, plan.name, `${plan.individual}-${planHash(plan).slice(0, SHOWN_DIGITS)}`)

export const defaultEnsembleFolder = (logFile: string, name: string, plans: readonly RetrainPlan[]): string =>
  named(
    logFile,
    name,
    `ensemble-of-${plans.length}-${contentHash(plans.map(planHash)).slice(0, SHOWN_DIGITS)}`
  )
