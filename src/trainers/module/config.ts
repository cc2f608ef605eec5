/** The config of an evaluator that a person's own module makes: where the module is, and what is passed to it. */
import * as z from "zod"
import { contentHashSchema } from "../../spaces/content-hash-schema.ts"
import { moduleOptions } from "../../spaces/module/config.ts"
import { isolation } from "../isolation.ts"

export const moduleEvaluatorConfig = z.strictObject({
  kind: z.literal("module"),
  module: z.string().min(1, "a module has a path"),
  moduleHash: contentHashSchema.optional(),
  options: moduleOptions.default({}),
  isolation: isolation.optional()
})
export type ModuleEvaluatorConfig = z.output<typeof moduleEvaluatorConfig>
