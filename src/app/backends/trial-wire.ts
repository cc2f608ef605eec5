/** What is said to a trial's process, in its only argument, and by it, in lines of JSON. */
import * as z from "zod"
import type { TrialNews } from "../../trainers/tfjs/trial/trial.ts"

export const BACKEND_NAMES = ["wasm", "native", "webgpu", "cpu"] as const

export const trialRequest = z.strictObject({
  backend: z.enum(BACKEND_NAMES),
  networks: z.array(z.enum(["plain3", "wide3", "sep3"])),
  /** The evaluator and the space of a run whose own networks are to be measured. */
  own: z.strictObject({ evaluator: z.json(), space: z.json() }).optional()
})
export type TrialRequest = z.output<typeof trialRequest>

export const trialNews: z.ZodType<TrialNews> = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("started"),
    device: z.string(),
    facts: z.strictObject({
      device: z.string(),
      threads: z.number(),
      versions: z.record(z.string(), z.string()),
      isEmulated: z.boolean().exactOptional()
    }),
    gradientError: z.number()
  }),
  z.strictObject({
    kind: z.literal("measured"),
    network: z.string(),
    speed: z.strictObject({ imagesPerSecond: z.number(), firstStepMs: z.number(), steps: z.number() })
  })
])
