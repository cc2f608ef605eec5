/**
 * Keeps one trainer process of this machine running: starts it, tells the hub when it dies, starts it again after
 * a pause that grows, and kills it when it has been silent for too long with work in hand. The process ends by
 * itself when this one does, because its standard input closes.
 */
import { Cause, Effect, Exit, Schedule, type Scope, Stream } from "effect"
import { ChildProcess, ChildProcessSpawner } from "effect/process"
import type { TrainerReport } from "../trainer.ts"
import { TOKEN_VARIABLE } from "./token-variable.ts"
import { UNFIT_EXIT_CODE } from "./wire.ts"

export interface LocalProcessOptions {
  readonly trainer: string
  /** The program and its arguments, after the Node executable. */
  readonly program: readonly string[]
  readonly token: string
  /** Environment that pins the process to its device, such as CUDA_VISIBLE_DEVICES. */
  readonly environment: Readonly<Record<string, string>>
  readonly report: (report: TrainerReport) => Effect.Effect<void>
  /** Completes when the process has hung. */
  readonly hung: Effect.Effect<void>
}

const RESTART = Schedule.min([Schedule.exponential("100 millis"), Schedule.spaced("10 seconds")])
const LAST_WORDS_CHARACTERS = 2000

class ProcessEnded {
  readonly reason: string
  constructor(reason: string) {
    this.reason = reason
  }
}

/** Runs until its scope closes, or until the process says that it cannot evaluate at all. */
export const keepLocalProcess = (
  options: LocalProcessOptions
): Effect.Effect<void, never, ChildProcessSpawner.ChildProcessSpawner | Scope.Scope> =>
  Effect.scoped(oneLife(options)).pipe(
    Effect.tapError((ended) => options.report({ kind: "gone", reason: ended.reason })),
    Effect.retry({ schedule: RESTART }),
    Effect.catch(() => Effect.void),
    Effect.forkScoped,
    Effect.asVoid
  )

/** Fails when the process ends in a way that a restart may help; succeeds once it has been found unfit. */
const oneLife = (options: LocalProcessOptions) =>
  Effect.gen(function* () {
    const spawner = yield* ChildProcessSpawner.ChildProcessSpawner
    const child = yield* spawner
      .spawn(
        ChildProcess.make(process.execPath, [...options.program], {
          env: { ...options.environment, [TOKEN_VARIABLE]: options.token },
          extendEnv: true,
          stdin: "pipe",
          // A trainer keeps nothing, and a step of training can block it for seconds: no need to ask politely.
          killSignal: "SIGKILL"
        })
      )
      .pipe(
        Effect.mapError((error) => new ProcessEnded(`its process could not be started: ${error.message}`))
      )

    let lastWords = ""
    yield* child.stderr.pipe(
      Stream.decodeText(),
      Stream.runForEach((text) =>
        Effect.sync(() => {
          lastWords = (lastWords + text).slice(-LAST_WORDS_CHARACTERS)
        })
      ),
      Effect.ignore,
      Effect.forkScoped
    )
    yield* child.stdout.pipe(Stream.runDrain, Effect.ignore, Effect.forkScoped)

    const exit = yield* Effect.exit(Effect.raceFirst(child.exitCode, killHung(options)))
    const said = lastWords.trim()
    if (Exit.isSuccess(exit) && exit.value === UNFIT_EXIT_CODE) {
      return yield* options.report({ kind: "unfit", reason: said })
    }
    const how = Exit.isSuccess(exit) ? `exited with code ${exit.value}` : endOf(exit.cause)
    return yield* Effect.fail(
      new ProcessEnded(`its process ${how}${said === "" ? "" : `, saying: ${lastLine(said)}`}`)
    )
  })

/** Leaving the scope of its life kills the process. */
const killHung = (options: LocalProcessOptions): Effect.Effect<never, Error> =>
  Effect.andThen(options.hung, Effect.fail(new Error("signal: 'SIGKILL' (it had hung)")))

const endOf = (cause: Cause.Cause<unknown>): string => {
  const error = Cause.squash(cause)
  const signal = error instanceof Error ? /signal: '(\w+)'/.exec(String(error.message))?.[1] : undefined
  return signal === undefined ? "was ended" : `was killed by ${signal}`
}

const lastLine = (text: string): string => text.slice(text.lastIndexOf("\n") + 1)
