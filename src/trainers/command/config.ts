/**
 * The config of an evaluator that is any external program: what to start, where, and what to tell it. Once a run has
 * begun, paths are absolute and the files of the program are pinned by their content, like all files of a person's own.
 */
import * as z from "zod"
import { contentHashSchema } from "../../spaces/content-hash-schema.ts"
import { moduleOptions } from "../../spaces/module/config.ts"
import { isolation } from "../isolation.ts"

/** What can be handed to a program: the operating system ends a text at the first NUL. */
const passable = z.string().regex(/^[^\0]*$/, "no program can be given a NUL character")

const WEEK_SECONDS = 7 * 24 * 3600

export const commandEvaluatorConfig = z.strictObject({
  kind: z.literal("command"),
  /** The program and its arguments, with no shell between. A program without a slash is looked for on the PATH. */
  command: z
    .array(passable)
    .min(1)
    .refine(([program]) => program !== "", "a command begins with the name of a program"),
  /** The working folder of the program: the config file's own unless said otherwise. */
  folder: passable.min(1).optional(),
  /** Files that the program is made of beside those that the command names; they are pinned as well. */
  files: z.array(passable.min(1)).default([]),
  /** The SHA-256 of each pinned file, by its absolute path. */
  fileHashes: z.record(z.string(), contentHashSchema).optional(),
  /** Variables of the program's environment, beside those of the trainer. */
  environment: z
    .record(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "not the name of a variable"), passable)
    .default({}),
  /** Passed to the program as it stands; whatever JSON it wants. */
  settings: moduleOptions.default({}),
  /** An evaluation that takes longer has failed. */
  timeoutSeconds: z.number().positive().max(WEEK_SECONDS).default(3600),
  /** Whether it is asked, when the run is finished, to test the best individual on data that the search never saw. */
  test: z.boolean().default(false),
  isolation: isolation.optional()
})
export type CommandEvaluatorConfig = z.output<typeof commandEvaluatorConfig>
