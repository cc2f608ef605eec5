/**
 * From what a person gave (a preset or a file, flags, `--set`) to the complete config of a run, or to one sentence
 * that says which field is wrong and how.
 */
import { dirname } from "node:path"
import { Effect } from "effect"
import type * as z from "zod"
import { policyProblem } from "../domain/policies/registry.ts"
import type { RunConfig } from "../domain/run-config.ts"
import { measuredBy } from "../trainers/measured.ts"
import { compatible } from "../trainers/registry.ts"
import { BadInput } from "./bad-input.ts"
import { pathsOf, setKind, setPath, unknownPath } from "./config-paths.ts"
import { type ConfigOutput, configSchema } from "./config-schema.ts"
import { isPath, readJsonFile } from "./json-file.ts"
import { DEFAULT_WINDOW } from "./limits.ts"
import { nearest } from "./nearest.ts"
import { pinFiles } from "./own-files.ts"
import { presetNames, readPreset } from "./presets.ts"
import { rulesOf, spaceOf } from "./rules.ts"
import { tryOwnFiles } from "./try-own-files.ts"

export interface ConfigRequest {
  /** The name of a preset, or the path of a JSON file. */
  readonly source: string
  /** `path=value` settings, in order. */
  readonly set: readonly string[]
  /** Fields that have flags of their own; they win over the source, and `--set` wins over them. */
  readonly overrides: Readonly<Record<string, unknown>>
}

const bad = (message: string) => Effect.fail(new BadInput({ message }))

/** The fields of a preset or of a file, as they stand there. */
export const readSource = (source: string): Effect.Effect<Record<string, unknown>, BadInput> => {
  if (!isPath(source)) {
    const preset = readPreset(source)
    if (preset !== undefined) return Effect.succeed(preset)
    const names = presetNames()
    return bad(
      `there is no preset “${source}”; did you mean “${nearest(source, names)}”? The presets are ${names.join(", ")}; a config of your own is a path that ends in .json`
    )
  }
  return Effect.flatMap(readJsonFile(source, "config"), (value) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Effect.succeed({ name: nameOfFile(source), ...value })
      : bad(`the config file ${source} holds no JSON object, so it is no config`)
  )
}

const nameOfFile = (source: string): string => source.replace(/^.*[\\/]/, "").replace(/\.json$/i, "")

export const applySettings = (
  config: Record<string, unknown>,
  settings: readonly string[]
): Effect.Effect<Record<string, unknown>, BadInput> =>
  Effect.reduce(
    settings,
    () => config,
    (current, setting) => {
      const equals = setting.indexOf("=")
      return equals < 1
        ? bad(
            `--set takes path=value, such as policy.sampleSize=25, and “${setting}” has no “=” after a path`
          )
        : Effect.succeed(applySetting(current, setting.slice(0, equals), setting.slice(equals + 1)))
    }
  )

/** A part that is set to another kind keeps of its fields those that the kind has as well. */
const applySetting = (
  config: Record<string, unknown>,
  path: string,
  value: string
): Record<string, unknown> => {
  const [, part] = /^(space|policy|evaluator)\.kind$/.exec(path) ?? []
  return part === undefined ? setPath(config, path, value) : setKind(config, part, value, configSchema)
}

/** Of a union, the branch whose complaint lies deepest is the one that was meant; it says which field is wrong. */
const meant = (issue: z.core.$ZodIssue): z.core.$ZodIssue => {
  if (issue.code !== "invalid_union") return issue
  let deepest: z.core.$ZodIssue = issue
  for (const [complaint] of issue.errors) {
    if (complaint === undefined) continue
    const inner = meant({ ...complaint, path: [...issue.path, ...complaint.path] })
    if (inner.path.length > deepest.path.length) deepest = inner
  }
  return deepest
}

/** The first problem that the schema found, as a sentence. */
const problemOf = (error: z.ZodError): string => {
  const [first] = error.issues
  if (first === undefined) return "the config is not valid"
  const issue = meant(first)
  const path = issue.path.join(".")
  if (path === "") return `the config is not valid: ${issue.message}`
  if (issue.code === "unrecognized_keys") {
    return `config field ${path}.${issue.keys[0] ?? ""}: there is no such field in this kind of ${path}; leave it out`
  }
  const value = wrongValue(issue)
  return value === undefined
    ? `config field ${path} is missing: ${issue.message}`
    : `config field ${path}: ${issue.message} (it is ${said(value)})`
}

/** What stands in the wrong place; of a record of an unknown kind, the kind. */
const wrongValue = ({ code, input, path }: z.core.$ZodIssue): unknown =>
  code === "invalid_union" && path.at(-1) === "kind" && typeof input === "object" && input !== null
    ? Object.entries(input).find(([key]) => key === "kind")?.[1]
    : input

/** JSON has no word for numbers that are too large for it. */
const said = (value: unknown): string => (typeof value === "number" ? String(value) : JSON.stringify(value))

/** Stands for the newest run wherever a run is to be named. */
export const NEWEST = "last"

/** What no single field can say. */
const contradiction = (config: ConfigOutput): string | undefined => {
  if (config.name === NEWEST) {
    return `config field name: “${NEWEST}” means the newest run, so no run can have it for a name; give another with --name`
  }
  const { populationSize } = config.policy
  if (
    config.schedule === "deterministic" &&
    config.window !== undefined &&
    config.window > windowMax(populationSize)
  ) {
    return `config field window: the window (${config.window}) must be smaller than the population (P = ${populationSize}), since individuals on their way cannot be selected`
  }
  const { heartbeatMs, leaseMs } = config.limits
  if (heartbeatMs >= leaseMs) {
    return `config field limits.heartbeatMs: a trainer that says every ${heartbeatMs} ms that it is alive would lose its lease after limits.leaseMs = ${leaseMs} ms of silence; make the lease several heartbeats long`
  }
  return (
    policyContradiction(config.policy) ?? compatible(config.evaluator, config.space) ?? unmeasured(config)
  )
}

/** Every evaluation would fail for want of it. */
const unmeasured = ({ evaluator, policy, space }: ConfigOutput): string | undefined => {
  const measured = measuredBy(evaluator, space)
  if (policy.kind !== "non-dominated" || measured === undefined) return undefined
  const missing = policy.minimise.find((name) => !measured.includes(name))
  return missing === undefined
    ? undefined
    : `config field policy.minimise: the evaluator ${evaluator.kind} measures ${measured.join(", ") || "nothing"} of the space ${space.kind}, and not “${missing}”`
}

const policyContradiction = (policy: ConfigOutput["policy"]): string | undefined => {
  const { populationSize } = policy
  if ("sampleSize" in policy && !policy.replacement && policy.sampleSize > populationSize) {
    return `config field policy.sampleSize: a tournament without replacement cannot draw S = ${policy.sampleSize} members from a population of P = ${populationSize}; lower S or set policy.replacement to true`
  }
  if (policy.kind === "large-scale" && (policy.initialSize ?? 0) > populationSize) {
    return `config field policy.initialSize: a run cannot begin with ${policy.initialSize} individuals where the set-point is P = ${populationSize}; lower it, or raise policy.populationSize`
  }
  if (policy.kind === "reinforce" && policy.controller !== "lstm" && policy.clip !== undefined) {
    return "config field policy.clip: only the controller lstm clips its updates; leave it out"
  }
  return undefined
}

/** A population of one has nobody to spare, but a window of one is the sequential algorithm. */
const windowMax = (populationSize: number): number => Math.max(1, populationSize - 1)

/** The config as a run records it. */
const complete = ({ about: _about, window, ...config }: ConfigOutput): RunConfig => ({
  ...config,
  window: window ?? Math.min(DEFAULT_WINDOW, windowMax(config.policy.populationSize))
})

let knownPaths: readonly string[] | undefined

/** Checks a config from any source. */
export const checkConfig = (config: unknown): Effect.Effect<RunConfig, BadInput> => {
  knownPaths ??= pathsOf(configSchema)
  const stranger = unknownPath(config, knownPaths)
  if (stranger !== undefined) return bad(stranger)
  const parsed = configSchema.safeParse(config, { reportInput: true })
  if (!parsed.success) return bad(problemOf(parsed.error))
  const problem = contradiction(parsed.data)
  if (problem !== undefined) return bad(problem)
  return Effect.succeed(complete(parsed.data))
}

/** Checks a config and what it names: files of a person's own, which may lie in these folders, and what must fit. */
export const readyConfig = (
  config: unknown,
  folders: readonly string[]
): Effect.Effect<RunConfig, BadInput> =>
  checkConfig(config).pipe(
    Effect.flatMap((checked) => pinFiles(checked, folders)),
    Effect.tap(tryOwnFiles),
    Effect.tap(checkPolicy)
  )

const checkPolicy = (config: RunConfig): Effect.Effect<void, BadInput> =>
  Effect.flatMap(spaceOf(config), (space) => {
    const misfit = policyProblem(config.policy, space)
    if (misfit !== undefined) return bad(misfit)
    return config.policy.kind === "module" ? Effect.asVoid(rulesOf(config)) : Effect.void
  })

export const resolveConfig = (request: ConfigRequest): Effect.Effect<RunConfig, BadInput> =>
  readSource(request.source).pipe(
    Effect.map((config) => ({ ...config, ...request.overrides })),
    Effect.flatMap((config) => applySettings(config, request.set)),
    Effect.flatMap((config) => readyConfig(config, foldersOf(request.source)))
  )

/** Where files that a config names by relative paths may lie: beside the config file, or in the working folder. */
const foldersOf = (source: string): readonly string[] =>
  isPath(source) ? [dirname(source), process.cwd()] : [process.cwd()]
