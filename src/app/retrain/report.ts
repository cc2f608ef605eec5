/** What is said of a finished retraining, for people and programs: `report.json` in its folder. */
import * as z from "zod"
import { planSchema } from "./plan.ts"

const share = z.number().min(0).max(1)
const count = z.int().min(0)

export const reportSchema = z.object({
  kind: z.literal("retraining"),
  plan: planSchema,
  planHash: z.string(),
  engine: z.string(),
  /** What computed, with the versions of it. */
  device: z.string(),
  examples: count,
  validationExamples: count,
  testExamples: count,
  classes: count,
  /** Of the network: parameters, and flops where they are counted. */
  measures: z.record(z.string(), z.number()),
  /** Of the last epoch, in nats. */
  trainLoss: z.number(),
  /** Accuracies of the network as it was at the end; the test file was opened after everything else was done. */
  validation: share,
  test: share,
  /** Epoch by epoch, in lists by name. */
  curve: z.record(z.string(), z.array(z.number())),
  /** Of training, in all processes together. */
  seconds: z.number().min(0),
  resources: z.record(z.string(), z.number()),
  /** How well what was exported and read again agrees with the network: the largest difference of a probability. */
  exported: z.object({ difference: z.number().min(0), comparedImages: count }),
  files: z.array(z.object({ name: z.string(), bytes: count, sha256: z.string() }))
})
export type RetrainReport = z.output<typeof reportSchema>
