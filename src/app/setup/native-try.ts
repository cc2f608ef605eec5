/**
 * The last step of the set-up: the gradients of native TensorFlow, in a process of its own, since a graphics driver
 * that only half works aborts the process that asks it.
 */
import { Effect } from "effect"
import { NO_CARD, nativeEnvironment, solverFolder } from "../../trainers/tfjs/native/native-environment.ts"
import type { Ready } from "../../trainers/tfjs/native/ready-file.ts"
import { BadInput } from "../bad-input.ts"
import type { NativeRelease } from "./native-release.ts"
import type { SetupTools, Trial } from "./setup-tools.ts"

const libraryPath = (folder: string): string =>
  [solverFolder(folder), process.env.LD_LIBRARY_PATH].filter((path) => path).join(":")

const judge = (trial: Trial): Effect.Effect<Trial, BadInput> => {
  const wrong = trial.gradients.filter(({ ok }) => !ok).map(({ operation }) => operation)
  return wrong.length === 0
    ? Effect.succeed(trial)
    : Effect.fail(
        new BadInput({
          message: `native TensorFlow computes wrong gradients for ${wrong.join(", ")} here, so it is not made ready; runs go on training on wasm`
        })
      )
}

const told = (trial: Trial, notes: readonly string[]): Pick<Ready, "gradients" | "device" | "notes"> => ({
  gradients: trial.gradients.map(({ operation, error }) => ({ operation, error })),
  device: trial.device,
  notes: [...notes]
})

export const tryNative = Effect.fnUntraced(function* (
  folder: string,
  { build }: NativeRelease,
  tools: SetupTools
) {
  const onProcessor = tools.tryGradients(folder, nativeEnvironment(NO_CARD)).pipe(Effect.flatMap(judge))
  if (build === "cpu") return told(yield* onProcessor, [])
  const attempt = tools
    .tryGradients(folder, { ...nativeEnvironment("0"), LD_LIBRARY_PATH: libraryPath(folder) })
    .pipe(Effect.flatMap(judge))
  return yield* attempt.pipe(
    Effect.map((trial) =>
      told(
        trial,
        trial.device === "CPU"
          ? ["no graphics card was found that this TensorFlow can use; it computes on the processor"]
          : []
      )
    ),
    Effect.catch((problem) =>
      Effect.map(onProcessor, (trial) =>
        told(trial, [
          `the graphics card could not be used (${problem.message}); TensorFlow computes on the processor`
        ])
      )
    )
  )
})
