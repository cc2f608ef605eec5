/** What the set-up of native TensorFlow has done by programs of the machine; tests put others in their place. */
import { writeFileSync } from "node:fs"
import { basename, join } from "node:path"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import * as z from "zod"
import { GRAPH_SOURCE } from "../../trainers/tfjs/native/graph/graph-source.ts"
import { NATIVE_PATHS } from "../../trainers/tfjs/native/native-folder.ts"
import { BadInput } from "../bad-input.ts"
import { runChild } from "./child-command.ts"
import { fetchWheel, type WantedWheel } from "./fetch-wheel.ts"
import { compilerName } from "./machine-facts.ts"
import type { ReportStep } from "./setup-step.ts"

/** What the child that tries native TensorFlow answers, as one line of JSON. */
export const trialSchema = z.strictObject({
  device: z.string(),
  tensorflow: z.string(),
  gradients: z.array(z.strictObject({ operation: z.string(), error: z.number(), ok: z.boolean() }))
})

export type Trial = z.infer<typeof trialSchema>

type Work<A> = Effect.Effect<A, BadInput, ChildProcessSpawner.ChildProcessSpawner>

export interface SetupTools {
  /** Installs the dependencies of a package.json, without running any script of theirs. */
  readonly installPackages: (folder: string) => Work<void>
  /** Gives the path of the wheel. */
  readonly fetchWheel: (wanted: WantedWheel, into: string, report: ReportStep) => Work<string>
  /** Compiles the binding and the graph addon of the set-up in `folder` to files in `into`. */
  readonly compile: (folder: string, into: string) => Work<void>
  /** Loads what is in the folder in a process of its own and checks the gradients. */
  readonly tryGradients: (folder: string, environment: Readonly<Record<string, string>>) => Work<Trial>
}

export const PACKAGES: Readonly<Record<string, string>> = {
  "@tensorflow/tfjs-node-gpu": "4.22.0",
  "node-api-headers": "1.5.0"
}

/**
 * The package depends on all of TensorFlow.js, 200 MB of which are for browsers; where the core stands in for it,
 * everything that is used here is there.
 */
const PACKAGE_JSON = {
  private: true,
  dependencies: PACKAGES,
  overrides: { "@tensorflow/tfjs": "npm:@tensorflow/tfjs-core@4.22.0" }
}

const installPackages: SetupTools["installPackages"] = (folder) =>
  Effect.gen(function* () {
    writeFileSync(join(folder, "package.json"), `${JSON.stringify(PACKAGE_JSON, undefined, 2)}\n`)
    yield* runChild({
      program: "npm",
      args: [
        "install",
        "--ignore-scripts",
        "--no-audit",
        "--no-fund",
        "--no-package-lock",
        "--prefix",
        folder
      ],
      folder,
      purpose: "installing the packages"
    })
  })

/** Both are plain Node-API 8, so they need no header of one version of Node and run on all of them. */
const compileAddon = (folder: string, sources: readonly string[], output: string) => {
  const libraries = join(folder, "tensorflow")
  return runChild({
    program: compilerName(),
    args: [
      ...["-O2", "-std=c++17", "-shared", "-fPIC", "-DNAPI_VERSION=8"],
      `-I${join(folder, "packages/node_modules/node-api-headers/include")}`,
      `-I${join(libraries, "include")}`,
      ...sources,
      `-L${join(libraries, "lib")}`,
      ...["-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2"],
      "-Wl,-rpath,$ORIGIN/../tensorflow/lib",
      ...["-o", output]
    ],
    folder,
    purpose: `compiling ${basename(output)}`
  })
}

const compile: SetupTools["compile"] = (folder, into) => {
  const source = join(folder, NATIVE_PATHS.package, "binding")
  const binding = [join(source, "tfjs_backend.cc"), join(source, "tfjs_binding.cc")]
  return compileAddon(folder, binding, join(into, basename(NATIVE_PATHS.binding))).pipe(
    Effect.andThen(compileAddon(folder, [GRAPH_SOURCE], join(into, basename(NATIVE_PATHS.graph)))),
    Effect.asVoid
  )
}

/** As TypeScript in the repository and as JavaScript in the published package. */
const TRIAL_PROGRAM = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "./native-trial.ts" : "./native-trial.js", import.meta.url)
)

const tryGradients: SetupTools["tryGradients"] = (folder, environment) =>
  runChild({
    program: process.execPath,
    args: [TRIAL_PROGRAM, folder],
    folder,
    environment,
    purpose: "trying native TensorFlow"
  }).pipe(
    Effect.flatMap((output) =>
      Effect.try({
        try: () => trialSchema.parse(JSON.parse(output.trim().split("\n").at(-1) ?? "")),
        catch: () =>
          new BadInput({ message: "trying native TensorFlow gave no answer; run the set-up again" })
      })
    )
  )

export const systemTools: SetupTools = { installPackages, fetchWheel, compile, tryGradients }
