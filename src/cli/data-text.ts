/** The data that a run trains on, in a line for people. */
import * as z from "zod"
import type { RunSummary } from "../analysis/run-summary.ts"
import { count } from "./format.ts"

const dataSchema = z.object({
  classes: z.int(),
  name: z.string(),
  shape: z.tuple([z.int(), z.int(), z.int()]),
  split: z.object({ seed: z.int(), training: z.int(), validation: z.int() }),
  training: z.object({ images: z.int() })
})

/** Undefined where a run has no data, or describes them in a way of another version. */
export const dataText = (data: RunSummary["data"]): string | undefined => {
  const parsed = dataSchema.safeParse(data)
  if (!parsed.success) return undefined
  const { classes, name, shape, split, training } = parsed.data
  return `${name}: ${count(split.training)} training and ${count(split.validation)} validation images of ${count(training.images)} (split ${split.seed}), ${shape.join(" × ")}, ${classes} classes`
}
