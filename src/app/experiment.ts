/**
 * Experiments: controlled comparisons that are shipped with the program, one JSON file each. An experiment is a base
 * config, scenarios (the same problem for all) and arms (what is compared); each arm runs in each scenario with each
 * seed. What it says of configs is checked like any config, when it is run.
 */
import { existsSync, readdirSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import * as z from "zod"
import { BadInput } from "./bad-input.ts"
import { readJsonFile } from "./json-file.ts"
import { nearest } from "./nearest.ts"

const FOLDER = new URL("../../presets/experiments/", import.meta.url)

export const SEEDS_MAX = 10_000

/** What a scenario or an arm changes in the base: values by dotted path, in order. */
const variant = z.strictObject({
  /** A part of its runs' names, and what the tables call it. */
  label: z
    .string()
    .regex(
      /^[^/\s](?:[^/]*[^/\s])?$/,
      "a label is a word or words, without “/”, which separates the parts of a run's name"
    )
    .max(40, "a label has at most 40 characters"),
  set: z
    .record(z.string().min(1), z.json())
    .refine(
      (set) => !("name" in set || "seed" in set),
      "an experiment gives its runs their names and seeds itself"
    )
})
export type Variant = z.output<typeof variant>

const distinctLabels = (variants: readonly Variant[]): boolean =>
  new Set(variants.map(({ label }) => label)).size === variants.length

const variants = z.array(variant).min(1).refine(distinctLabels, "two of them have the same label")

const experimentSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[\w.-]+$/, "the name of an experiment is made of letters, digits, “.”, “_” and “-”")
    .max(40),
  /** What it shows, in a sentence or two. */
  about: z.string().min(1),
  /** Runs of each arm in each scenario, with the seeds 1, 2, …, unless `--seeds` says otherwise. */
  seeds: z.int().min(1).max(SEEDS_MAX),
  base: z.union([z.strictObject({ preset: z.string() }), z.record(z.string(), z.json())]),
  scenarios: variants,
  arms: variants
})
export type Experiment = z.output<typeof experimentSchema>

export const experimentNames = (): readonly string[] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort()

/** An experiment of the program by its name, or of one's own by the path of its file. */
export const readExperiment = (wanted: string): Effect.Effect<Experiment, BadInput> => {
  const isOwn = wanted.endsWith(".json")
  const file = isOwn ? wanted : fileURLToPath(new URL(`${wanted}.json`, FOLDER))
  if (!isOwn && !(/^[\w-]+$/.test(wanted) && existsSync(file))) {
    const names = experimentNames()
    return bad(
      `there is no experiment “${wanted}”; did you mean “${nearest(wanted, names)}”? The experiments are ${names.join(", ")}; one of your own is a path that ends in .json`
    )
  }
  return Effect.flatMap(readJsonFile(file, "experiment"), (value) => checked(wanted, value))
}

const checked = (wanted: string, value: unknown): Effect.Effect<Experiment, BadInput> => {
  const parsed = experimentSchema.safeParse(value)
  if (parsed.success) return Effect.succeed(parsed.data)
  const [issue] = parsed.error.issues
  const path = issue?.path.join(".") ?? ""
  return bad(
    `the experiment ${wanted} is not valid: ${path === "" ? "" : `${path}: `}${issue?.message ?? ""}`
  )
}

const bad = (message: string) => Effect.fail(new BadInput({ message }))
