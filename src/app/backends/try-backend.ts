/**
 * Tries a backend in a process of its own with a time limit, so that one that crashes, aborts or never comes back harms
 * nothing; gives what the process said before it ended.
 */
import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import type { BackendName } from "../../trainers/tfjs/backends/backend.ts"
import type { TrialNews } from "../../trainers/tfjs/trial/trial.ts"
import { type TrialRequest, trialNews } from "./trial-wire.ts"

/** The program of a trial, as TypeScript in the repository and as JavaScript in the published package. */
const PROGRAM = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "./trial-process.ts" : "./trial-process.js", import.meta.url)
)

const LAST_WORDS_CHARACTERS = 2000

export interface TriedBackend {
  readonly backend: BackendName
  /** What it is, once it has started with right gradients. */
  readonly started: Extract<TrialNews, { readonly kind: "started" }> | undefined
  /** Images a second, by network. */
  readonly speeds: Readonly<Record<string, number>>
  /** Why the trial ended early, in a sentence without an end; `undefined` where all of it was done. */
  readonly fault: string | undefined
  /** It was stopped for being slow; what it had said is right all the same. */
  readonly isLate: boolean
}

export interface TrialOptions {
  readonly request: TrialRequest
  readonly environment: Readonly<Record<string, string>>
  readonly timeoutMs: number
  /** Another program than that of trials, for tests. */
  readonly program?: string
}

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly isLate: boolean
  readonly output: string
  readonly lastWords: string
}

const runProcess = ({
  request,
  environment,
  timeoutMs,
  program = PROGRAM
}: TrialOptions): Effect.Effect<Ended> =>
  Effect.callback((resume) => {
    const child = spawn(process.execPath, [program, JSON.stringify(request)], {
      env: { ...process.env, ...environment },
      stdio: ["pipe", "pipe", "pipe"]
    })
    let output = ""
    let lastWords = ""
    let isLate = false
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text
    })
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      lastWords = (lastWords + text).slice(-LAST_WORDS_CHARACTERS)
    })
    // A process that ends at once leaves a pipe that nobody reads.
    child.stdin.on("error", () => undefined)
    const timer = setTimeout(() => {
      isLate = true
      child.kill("SIGKILL")
    }, timeoutMs)
    const end = (code: number | null, signal: string | null): void => {
      clearTimeout(timer)
      resume(Effect.succeed({ code, signal, isLate, output, lastWords: lastWords.trim() }))
    }
    child.on("error", (error) => {
      lastWords = error.message
      end(null, null)
    })
    child.on("close", end)
    return Effect.sync(() => {
      clearTimeout(timer)
      child.kill("SIGKILL")
    })
  })

const lastLine = (text: string): string => text.slice(text.lastIndexOf("\n") + 1)

const faultOf = ({ code, signal, isLate, lastWords }: Ended, timeoutMs: number): string | undefined => {
  if (isLate) return `it was not done after ${timeoutMs / 1000} s and was stopped`
  if (code === 0) return undefined
  const said = lastLine(lastWords)
  if (signal !== null) return `its process was killed by ${signal}${said === "" ? "" : `, saying: ${said}`}`
  return said === "" ? `its process ended with exit code ${code}` : said
}

/** Drivers print to standard output too; a line that is no news is skipped. */
const newsOf = (output: string): readonly TrialNews[] =>
  output.split("\n").flatMap((line) => {
    try {
      const parsed = trialNews.safeParse(JSON.parse(line))
      return parsed.success ? [parsed.data] : []
    } catch {
      return []
    }
  })

export const tryBackend = (options: TrialOptions): Effect.Effect<TriedBackend> =>
  Effect.map(runProcess(options), (ended) => {
    const news = newsOf(ended.output)
    const speeds = news.flatMap((one) =>
      one.kind === "measured" ? [[one.network, one.speed.imagesPerSecond] as const] : []
    )
    return {
      backend: options.request.backend,
      started: news.find((one) => one.kind === "started"),
      speeds: Object.fromEntries(speeds),
      fault: faultOf(ended, options.timeoutMs),
      isLate: ended.isLate
    }
  })
