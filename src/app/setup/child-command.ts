/** Runs a program of the machine to its end; it dies with the scope, and its last words are in the error. */
import { Effect, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import { BadInput } from "../bad-input.ts"

export interface ChildCommand {
  readonly program: string
  readonly args: readonly string[]
  readonly folder: string
  /** Beside that of this process; undefined takes a variable away. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** What it is for, as in “fetching TensorFlow”. */
  readonly purpose: string
}

const LAST_WORDS_CHARACTERS = 600
const OUTPUT_CHARACTERS_MAX = 1_000_000

const lastWords = (output: string): string =>
  output.trim().replace(/\s+/g, " ").slice(-LAST_WORDS_CHARACTERS) || "it said nothing"

/** What a child gets of this process's environment: not what npm says of the project it was started in. */
const inherited = (): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^npm_(package|lifecycle|config_(local_prefix|prefix)$)/.test(name) && name !== "INIT_CWD"
    )
  )

/** What it wrote to standard output. */
export const runChild = ({
  program,
  args,
  folder,
  environment = {},
  purpose
}: ChildCommand): Effect.Effect<string, BadInput, ChildProcessSpawner.ChildProcessSpawner> =>
  Effect.scoped(
    Effect.gen(function* () {
      const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
      const child = yield* spawner.spawn(
        ChildProcess.make(program, [...args], {
          cwd: folder,
          env: { ...inherited(), ...environment },
          extendEnv: false,
          stdin: "ignore",
          killSignal: "SIGKILL"
        })
      )
      const collected = { stdout: "", stderr: "" }
      const collect = (name: keyof typeof collected) =>
        child[name].pipe(
          Stream.decodeText(),
          Stream.runForEach((text) =>
            Effect.sync(() => {
              collected[name] = (collected[name] + text).slice(-OUTPUT_CHARACTERS_MAX)
            })
          )
        )
      const [, , code] = yield* Effect.all([collect("stdout"), collect("stderr"), child.exitCode], {
        concurrency: "unbounded"
      })
      if (code === 0) return collected.stdout
      return yield* new BadInput({
        message: `${purpose} failed: ${program} ended with code ${code}, saying: ${lastWords(collected.stderr || collected.stdout)}`
      })
    })
  ).pipe(
    Effect.mapError((error) =>
      error instanceof BadInput
        ? error
        : new BadInput({ message: `${purpose} failed: ${program}: ${error.message}` })
    )
  )
