/** `cambrian setup native`: fetches, builds and checks native TensorFlow, and says how to undo it. */
import { resolve } from "node:path"
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { nativeFolderHere, type SetupResult, setUpNative } from "../../app/setup/native-setup.ts"
import { duration } from "../format.ts"
import { answer, answerJson, say } from "../output.ts"
import { PROGRAM } from "../program-name.ts"
import { shared } from "../root.ts"
import { showSetup } from "../setup-progress.ts"

const megabytes = (bytes: number): string => `${Math.round(bytes / 1e6).toLocaleString("en-US")} MB`

const madeText = (made: SetupResult["made"]): readonly string[] => {
  if (made.length === 0) return []
  const parts = made.map(
    ({ step, bytes, durationMs }) => `${step} (${megabytes(bytes)}, ${duration(durationMs)})`
  )
  const wheel = made.some(({ step }) => step === "wheel")
    ? "the wheel that the libraries came out of is deleted again; "
    : ""
  return [`  made: ${parts.join(", ")}`, `  ${wheel}nothing else on this machine was changed`]
}

const report = ({ folder, ready, made }: SetupResult, durationMs: number): string => {
  const { tensorflow, build, bytes, gradients, device, notes } = ready
  const version = `TensorFlow ${tensorflow}${build === "cuda" ? " with CUDA" : ""}`
  return [
    made.length === 0
      ? `native ${version} is ready already in ${folder} (${megabytes(bytes)}).`
      : `native ${version} is ready in ${folder} (${megabytes(bytes)}), after ${duration(durationMs)}.`,
    ...madeText(made),
    `  checked: the gradients of ${gradients.length} operations, on ${device}`,
    ...notes.map((note) => `  note: ${note}`),
    `  use it: ${PROGRAM} run mnist --set evaluator.backend=native`,
    `  undo it: delete the folder (rm -r ${folder})`
  ].join("\n")
}

const native = Command.make(
  "native",
  {
    gpu: Flag.Boolean("gpu").pipe(
      Flag.withDescription("The CUDA build with NVIDIA's libraries (about 2.5 GB to fetch, 4 GB kept)"),
      Flag.withDefault(false)
    ),
    folder: Flag.String("folder").pipe(
      Flag.withDescription(
        "Where to (default: CAMBRIAN_NATIVE, or cambrian/native in XDG_DATA_HOME or ~/.local/share)"
      ),
      Flag.optional
    ),
    wheel: Flag.String("wheel").pipe(
      Flag.withDescription("A TensorFlow wheel that you have already, so that none is fetched"),
      Flag.optional
    )
  },
  Effect.fnUntraced(function* ({ gpu, folder, wheel }) {
    const { json } = yield* shared
    const usual = nativeFolderHere()
    const options = {
      gpu,
      folder: Option.getOrElse(folder, () => usual),
      wheel: Option.getOrUndefined(wheel)
    }
    const startMs = performance.now()
    const result = yield* Effect.scoped(
      Effect.gen(function* () {
        return yield* setUpNative(options, yield* showSetup)
      })
    ).pipe(
      Effect.onInterrupt(() =>
        Effect.sync(() => say("stopped cleanly; the same command goes on where it was"))
      )
    )
    const durationMs = performance.now() - startMs
    const isUsual = resolve(options.folder) === usual
    if (json) return answerJson({ ...result, durationMs, isUsedByRuns: isUsual })
    answer(report(result, durationMs))
    if (!isUsual)
      answer(`  runs look for it in ${usual}: say CAMBRIAN_NATIVE=${result.folder} in their environment`)
  })
).pipe(Command.withDescription("Fetch and build native TensorFlow for training, in a folder of its own"))

export const setupCommand = Command.make("setup").pipe(
  Command.withSubcommands([native]),
  Command.withDescription("Set up what is not there from the start")
)
