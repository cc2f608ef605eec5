/** The config of a space that a person's own module makes: where the module is, and what is passed to it. */
import * as z from "zod"
import { contentHashSchema } from "../content-hash-schema.ts"

/** Passed to a module as it stands; whatever JSON the module wants. */
export const moduleOptions = z.record(z.string(), z.json())

export const moduleSpaceConfig = z.strictObject({
  kind: z.literal("module"),
  module: z.string().min(1, "a module has a path"),
  moduleHash: contentHashSchema.optional(),
  options: moduleOptions.default({})
})
export type ModuleSpaceConfig = z.output<typeof moduleSpaceConfig>
