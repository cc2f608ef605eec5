/**
 * From what a person gave (a preset or a file, flags, `--set`) to the complete config of a run, or to one sentence
 * that says which field is wrong and how.
 */
import { dirname } from "node:path"
import { Effect } from "effect"
import { policyProblem } from "../domain/policies/registry.ts"
import type { RunConfig } from "../domain/run-config.ts"
import { BadInput } from "./bad-input.ts"
import { contradiction, windowMax } from "./config-contradiction.ts"
import { pathsOf, setKind, setPath, unknownPath } from "./config-paths.ts"
import { problemOf } from "./config-problem.ts"
import { type ConfigOutput, configSchema } from "./config-schema.ts"
import { isPath, readJsonFile } from "./json-file.ts"
import { DEFAULT_WINDOW } from "./limits.ts"
import { nearest } from "./nearest.ts"
import { pinFiles } from "./own-files.ts"
import { presetNames, readPreset } from "./presets.ts"
import { rulesOf, spaceOf } from "./rules.ts"
import { describeData, pinDataset } from "./training-data.ts"
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
export const applySetting = (
  config: Record<string, unknown>,
  path: string,
  value: string
): Record<string, unknown> => {
  const [, part] = /^(space|policy|evaluator)\.kind$/.exec(path) ?? []
  return part === undefined
    ? setPath(config, path, value)
    : setKind(config, part, value.replace(/^"(.*)"$/, "$1"), configSchema)
}

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
    Effect.flatMap((checked) => pinFiles(pinDataset(checked, folders), folders)),
    Effect.tap(tryOwnFiles),
    Effect.tap(checkPolicy),
    Effect.tap(describeData)
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
