/** The set-up of native TensorFlow with everything that takes time or the network played by others. */
import { writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"
import type { MachineFacts } from "../../../src/app/setup/machine-facts.ts"
import { type SetupOptions, setUpNative } from "../../../src/app/setup/native-setup.ts"
import type { SetupTools } from "../../../src/app/setup/setup-tools.ts"
import { NATIVE_PATHS } from "../../../src/trainers/tfjs/native/native-folder.ts"
import { TENSORFLOW_FILES, writeWheel } from "./small-wheel.ts"

export const GOOD_MACHINE: MachineFacts = {
  platform: "linux",
  architecture: "x64",
  glibc: "2.36",
  freeBytes: 100e9,
  isWritable: true,
  compiler: "g++ 12",
  pip: "pip 23",
  npm: "11"
}

export const RIGHT = {
  device: "CPU",
  tensorflow: "2.16.2",
  gradients: [{ operation: "ReLU", error: 0, ok: true }]
}

/** Every tool does its work at once and says in `calls` that it was asked. */
export const fakeTools = (calls: string[], others: Partial<SetupTools> = {}): SetupTools => {
  const tools: SetupTools = {
    installPackages: (folder) =>
      Effect.sync(() => {
        writeFileSync(join(folder, "package.json"), "{}")
      }),
    fetchWheel: ({ distribution, version }, into) =>
      Effect.sync(() => {
        const path = join(into, `${distribution}-${version}.whl`)
        const library = distribution.replace(/^nvidia-|-cu12$/g, "").replaceAll("-", "_")
        const files = distribution.startsWith("nvidia")
          ? { [`nvidia/${library}/lib/x.so`]: "x" }
          : TENSORFLOW_FILES
        writeWheel(path, { distribution, version, files })
        return path
      }),
    compile: (_folder, into) =>
      Effect.sync(() => {
        for (const path of [NATIVE_PATHS.binding, NATIVE_PATHS.graph])
          writeFileSync(join(into, path.slice(dirname(path).length + 1)), "an addon")
      }),
    tryGradients: () => Effect.succeed(RIGHT),
    ...others
  }
  const told =
    <Args extends readonly unknown[], A>(name: string, work: (...args: Args) => A) =>
    (...args: Args): A => {
      calls.push(name)
      return work(...args)
    }
  return {
    installPackages: told("packages", tools.installPackages),
    fetchWheel: (wanted, into, report) => {
      calls.push(`wheel ${wanted.distribution}`)
      return tools.fetchWheel(wanted, into, report)
    },
    compile: told("compile", tools.compile),
    tryGradients: told("try", tools.tryGradients)
  }
}

export interface FakeSetup extends Partial<SetupOptions> {
  readonly folder: string
  readonly tools: SetupTools
  readonly machine?: MachineFacts
}

/** The result, or the sentence that it ended with. */
export const setUp = ({ folder, tools, machine = GOOD_MACHINE, gpu = false, wheel }: FakeSetup) =>
  Effect.runPromise(
    Effect.scoped(
      setUpNative({ folder, gpu, wheel }, () => undefined, { tools, lookAtMachine: async () => machine })
    ).pipe(
      Effect.catchTag("BadInput", ({ message }) => Effect.succeed(message)),
      Effect.provide(NodeServices.layer)
    )
  )
