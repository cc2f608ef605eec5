/** Where retrainings of a log's individuals are, unless a person names another folder: beside the log. */
import { join, resolve } from "node:path"
import type { RetrainPlan } from "./plan.ts"

/** All of them together. */
export const retrainedFolder = (logFile: string): string => `${resolve(logFile)}-retrained`

export const defaultFolder = (logFile: string, { name, individual }: RetrainPlan): string =>
  join(retrainedFolder(logFile), `${name.replace(/[^\w.-]/g, "-")}-${individual}`)
