/**
 * The set-up of native TensorFlow: checks first and says all that is missing at once, then makes one folder a step,
 * tries the gradients in a process of its own, and only then calls it ready. Killed at any moment it goes on where it
 * was; everything is in one folder, and deleting that folder undoes it.
 */
import { existsSync, mkdirSync, rmSync, statSync } from "node:fs"
import { join, resolve } from "node:path"
import { Effect } from "effect"
import { graphSourceHash } from "../../trainers/tfjs/native/graph/graph-source.ts"
import { NATIVE_PATHS, nativeFolder } from "../../trainers/tfjs/native/native-folder.ts"
import { type Ready, readReady } from "../../trainers/tfjs/native/ready-file.ts"
import { writeWholeFile } from "../../trainers/whole-file.ts"
import { BadInput } from "../bad-input.ts"
import { lookAtMachine, type MachineFacts } from "./machine-facts.ts"
import { CPU_RELEASE, CUDA_RELEASE, type NativeRelease } from "./native-release.ts"
import { type NativeStep, nativeSteps } from "./native-steps.ts"
import { tryNative } from "./native-try.ts"
import { problemsOf } from "./requirements.ts"
import { lockSetup } from "./setup-lock.ts"
import { makeStep, presentBytes, type StepOutcome, type StepProgress } from "./setup-step.ts"
import { PACKAGES, type SetupTools, systemTools } from "./setup-tools.ts"
import { openWheel } from "./wheel-file.ts"

export interface SetupOptions {
  readonly folder: string
  readonly gpu: boolean
  readonly wheel: string | undefined
}

/** What the set-up is at. */
export interface SetupMoment {
  /** From 1; 0 before it is known which steps there are. */
  readonly step: number
  readonly steps: number
  readonly title: string
  /** Undefined where a step does not know how far it is. */
  readonly progress: StepProgress | undefined
}

export interface SetupResult {
  readonly folder: string
  readonly ready: Ready
  /** What was made now; empty where all was ready. */
  readonly made: readonly StepOutcome[]
}

export interface SetupSurroundings {
  readonly tools: SetupTools
  readonly lookAtMachine: (folder: string) => Promise<MachineFacts>
}

const SYSTEM: SetupSurroundings = { tools: systemTools, lookAtMachine }

/** The release that a wheel at hand is of. */
const releaseOf = (wanted: NativeRelease, path: string): Effect.Effect<NativeRelease, BadInput> =>
  Effect.tryPromise({
    try: () => openWheel(path),
    catch: (cause) =>
      new BadInput({
        message: `--wheel ${path} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`
      })
  }).pipe(
    Effect.flatMap(({ distribution, version }) =>
      distribution === wanted.distribution
        ? Effect.succeed({ ...wanted, version })
        : Effect.fail(
            new BadInput({
              message: `--wheel ${path} is of ${distribution}, and a wheel of ${wanted.distribution} is needed here`
            })
          )
    )
  )

/** What is ready already and does what is asked, or undefined. */
const readyAlready = (folder: string, { gpu }: SetupOptions): Ready | undefined => {
  const ready = readReady(folder)
  return typeof ready === "string" || (gpu && ready.build !== "cuda") ? undefined : ready
}

const unpresent = Effect.fnUntraced(function* (folder: string, steps: readonly NativeStep[]) {
  let bytes = 0
  const missing: NativeStep[] = []
  for (const step of steps) {
    const present = yield* presentBytes(folder, step)
    if (present === undefined) missing.push(step)
    else bytes += present
  }
  return { bytes, missing }
})

const FILES = [NATIVE_PATHS.binding, NATIVE_PATHS.graph, NATIVE_PATHS.library, NATIVE_PATHS.framework]

const describeReady = (
  folder: string,
  release: NativeRelease,
  bytes: number,
  trial: Pick<Ready, "gradients" | "device" | "notes">
): Ready => ({
  format: 2,
  tensorflow: release.version,
  build: release.build,
  binding: `@tensorflow/tfjs-node-gpu ${PACKAGES["@tensorflow/tfjs-node-gpu"]}`,
  bytes,
  graph: graphSourceHash(),
  files: FILES.map((path) => ({ path, bytes: statSync(join(folder, path)).size })),
  ...trial
})

/** What is still to be made of `steps` and what it takes, or a sentence on everything that is missing here. */
const planWork = Effect.fnUntraced(function* (
  folder: string,
  release: NativeRelease,
  { wheel }: SetupOptions,
  { tools, lookAtMachine: look }: SetupSurroundings
) {
  const { lasting, wheel: wheelStep } = nativeSteps({ folder, release, wheel }, tools)
  const { bytes, missing } = yield* unpresent(folder, lasting)
  const facts = yield* Effect.promise(() => look(folder))
  const wanted = { folder, release, hasWheel: wheel !== undefined, presentBytes: bytes }
  const problems = problemsOf(facts, wanted)
  if (problems.length > 0) {
    return yield* new BadInput({
      message: `native TensorFlow cannot be set up here; nothing was changed: ${problems.join("; ")}`
    })
  }
  // A binding belongs to the very libraries and packages it was compiled with.
  const work =
    missing.length === 0 ? [] : [...missing.filter(({ name }) => name !== "binding"), ...lasting.slice(-1)]
  const needsWheel = wheelStep !== undefined && work.some(({ name }) => name === "libraries")
  const fetched = needsWheel && (yield* presentBytes(folder, wheelStep)) === undefined
  return { work: fetched ? [wheelStep, ...work] : work, lasting }
})

export const setUpNative = Effect.fnUntraced(function* (
  options: SetupOptions,
  onMoment: (moment: SetupMoment) => void,
  surroundings: SetupSurroundings = SYSTEM
) {
  const folder = resolve(options.folder)
  const already = readyAlready(folder, options)
  if (already !== undefined) return { folder, ready: already, made: [] } satisfies SetupResult
  const wanted = options.gpu ? CUDA_RELEASE : CPU_RELEASE
  const wheel = options.wheel === undefined ? undefined : resolve(options.wheel)
  const release = wheel === undefined ? wanted : yield* releaseOf(wanted, wheel)
  // Contents are compared by hash, which takes seconds where much is there.
  if (existsSync(folder))
    onMoment({ step: 0, steps: 0, title: "looking at what is there already", progress: undefined })
  const { work, lasting } = yield* planWork(folder, release, { ...options, wheel }, surroundings)

  mkdirSync(folder, { recursive: true })
  yield* lockSetup(folder)
  rmSync(join(folder, NATIVE_PATHS.ready), { force: true })
  const steps = work.length + 1
  const made: StepOutcome[] = []
  for (const [index, step] of work.entries()) {
    const moment = { step: index + 1, steps, title: step.title }
    onMoment({ ...moment, progress: undefined })
    made.push(yield* makeStep(folder, step, (progress) => onMoment({ ...moment, progress })))
  }
  onMoment({ step: steps, steps, title: "checking the gradients", progress: undefined })
  const trial = yield* tryNative(folder, release, surroundings.tools)
  for (const left of ["wheel", "scratch", "steps/wheel.json"])
    rmSync(join(folder, left), { recursive: true, force: true })
  const { bytes } = yield* unpresent(folder, lasting)
  const ready = describeReady(folder, release, bytes, trial)
  writeWholeFile(join(folder, NATIVE_PATHS.ready), Buffer.from(`${JSON.stringify(ready, undefined, 2)}\n`))
  return { folder, ready, made } satisfies SetupResult
})

/** Where it is, or would be, on this machine. */
export const nativeFolderHere = (): string => nativeFolder()
