/** The steps that make native TensorFlow, in their order, each of which makes one folder. */
import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync } from "node:fs"
import { basename, join } from "node:path"
import { Effect } from "effect"
import type { ChildProcessSpawner } from "effect/process"
import { graphSourceHash } from "../../trainers/tfjs/native/graph/graph-source.ts"
import { NATIVE_PATHS } from "../../trainers/tfjs/native/native-folder.ts"
import { BadInput } from "../bad-input.ts"
import type { GraphicsWheel, NativeRelease } from "./native-release.ts"
import type { ReportStep, SetupStep } from "./setup-step.ts"
import { PACKAGES, type SetupTools } from "./setup-tools.ts"
import { openWheel, type Placement, unpackWheel } from "./wheel-file.ts"

export interface SetupPlan {
  readonly folder: string
  readonly release: NativeRelease
  /** A wheel that the person has already. */
  readonly wheel: string | undefined
}

export type NativeStep = SetupStep<ChildProcessSpawner.ChildProcessSpawner>

const readable = (action: string) => (cause: unknown) =>
  new BadInput({ message: `${action} failed: ${cause instanceof Error ? cause.message : String(cause)}` })

const packagesStep = (tools: SetupTools): NativeStep => ({
  name: "packages",
  title: `installing @tensorflow/tfjs-node-gpu ${PACKAGES["@tensorflow/tfjs-node-gpu"]} without its install script`,
  output: "packages",
  recipe: PACKAGES,
  make: (into) => tools.installPackages(into)
})

const wheelStep = ({ release }: SetupPlan, tools: SetupTools): NativeStep => ({
  name: "wheel",
  title: `fetching the libraries of TensorFlow ${release.version} (${release.distribution})`,
  output: "wheel",
  recipe: { [release.distribution]: release.version },
  make: (into, report) =>
    Effect.asVoid(tools.fetchWheel({ ...release, bytes: release.wheelBytes }, into, report))
})

const HEADERS =
  /^tensorflow\/include\/(tensorflow\/c\/(?:eager\/)?[a-z_]+\.h|(?:tensorflow\/core|tensorflow\/tsl|tsl|xla\/tsl)\/(?:platform|c)\/(?:ctstring|tsl_status)[a-z_]*\.h)$/
const NOTICES = /(?:dist-info\/(?:licenses\/)?(?:LICENSE|METADATA)|THIRD_PARTY_NOTICES\.txt)$/

/** Two libraries, the headers of the C interface, and the licences; 12,000 other files stay in the wheel. */
const placeLibraries: Placement = (name) => {
  if (/^tensorflow\/libtensorflow_(?:cc|framework)\.so\.2$/.test(name)) return join("lib", basename(name))
  const header = HEADERS.exec(name)?.[1]
  if (header !== undefined) return join("include", header)
  return NOTICES.test(name) ? basename(name) : undefined
}

const unpack = (wheel: string, place: Placement, into: string, report: ReportStep) =>
  Effect.tryPromise({
    try: async (signal) =>
      unpackWheel(await openWheel(wheel), place, into, signal, (doneBytes, totalBytes) =>
        report({ doneBytes, totalBytes })
      ),
    catch: readable("unpacking the libraries")
  })

const wheelIn = (folder: string): string =>
  join(folder, readdirSync(folder).find((name) => name.endsWith(".whl")) ?? "no wheel")

const librariesStep = ({ folder, release, wheel }: SetupPlan): NativeStep => ({
  name: "libraries",
  title: `unpacking the libraries of TensorFlow ${release.version}`,
  output: "tensorflow",
  recipe: { [release.distribution]: release.version },
  make: Effect.fnUntraced(function* (into, report) {
    yield* unpack(wheel ?? wheelIn(join(folder, "wheel")), placeLibraries, into, report)
    // Where the run path of TensorFlow's own libraries looks for those of NVIDIA.
    if (release.build === "cuda") symlinkSync("../nvidia", join(into, "nvidia"))
    if (existsSync(join(into, "lib", basename(NATIVE_PATHS.library)))) return
    return yield* new BadInput({
      message: `the wheel of ${release.distribution} ${release.version} has no libtensorflow_cc.so.2; give one of TensorFlow 2.12 or newer for Linux`
    })
  })
})

/** Of a library of NVIDIA: `nvidia/cublas/lib/…` to `lib/…`, and the licence; headers are not needed. */
const placeGraphics: Placement = (name) => {
  const part = /^nvidia\/[a-z_]+\/((?:lib|bin|nvvm)\/.+)$/.exec(name)?.[1]
  if (part !== undefined && !part.endsWith(".py")) return part
  return /\.dist-info\/(?:licenses\/)?license/i.test(name) ? "LICENCE.txt" : undefined
}

/** Each by itself, so that an interrupted set-up fetches at most one of them again. */
const graphicsStep = ({ folder }: SetupPlan, wanted: GraphicsWheel, tools: SetupTools): NativeStep => {
  const short = wanted.distribution.replace(/^nvidia-|-cu12$/g, "")
  const download = join(folder, "scratch", `${wanted.distribution}-wheel`)
  const forget = Effect.sync(() => rmSync(download, { recursive: true, force: true }))
  return {
    name: wanted.distribution,
    title: `fetching NVIDIA's ${short} ${wanted.version}`,
    output: join("nvidia", short.replaceAll("-", "_")),
    recipe: { [wanted.distribution]: wanted.version },
    make: Effect.fnUntraced(function* (into, report) {
      yield* forget
      mkdirSync(download, { recursive: true })
      const wheel = yield* tools.fetchWheel(wanted, download, report)
      yield* unpack(wheel, placeGraphics, into, report)
      yield* forget
    })
  }
}

const bindingStep = ({ folder, release }: SetupPlan, tools: SetupTools): NativeStep => ({
  name: "binding",
  title: "compiling what binds TensorFlow to Node",
  output: "binding",
  recipe: { ...PACKAGES, [release.distribution]: release.version, graph: graphSourceHash() },
  make: (into) => tools.compile(folder, into)
})

export interface NativeSteps {
  /** What is kept. */
  readonly lasting: readonly NativeStep[]
  /** What only the libraries are made from: it need not be there where they are, and goes at the end. */
  readonly wheel: NativeStep | undefined
}

export const nativeSteps = (plan: SetupPlan, tools: SetupTools): NativeSteps => ({
  wheel: plan.wheel === undefined ? wheelStep(plan, tools) : undefined,
  lasting: [
    packagesStep(tools),
    librariesStep(plan),
    ...plan.release.graphics.map((wanted) => graphicsStep(plan, wanted, tools)),
    bindingStep(plan, tools)
  ]
})
