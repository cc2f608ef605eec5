/**
 * The doctor: looks at everything a run needs on this machine, tries it, and says what it found. Each check is one
 * line with a figure where there is one.
 */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { Effect } from "effect"
import { loadTrainingData } from "../datasets/training-split.ts"
import { makeSqliteLog } from "../log/sqlite-log.ts"
import {
  type AutomaticChoice,
  automaticChoice,
  type BackendFinding,
  checkOfBackend,
  examineBackends
} from "./doctor-backends.ts"
import type { Check } from "./doctor-check.ts"
import { graphicsCards } from "./graphics-cards.ts"

const NODE_MAJOR_MIN = 22
const NODE_MINOR_MIN = 19
const FSYNCS = 50

const checkNode = (): Check => {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
  const ok = major > NODE_MAJOR_MIN || (major === NODE_MAJOR_MIN && minor >= NODE_MINOR_MIN)
  const need = ok ? "" : `; Cambrian needs ${NODE_MAJOR_MIN}.${NODE_MINOR_MIN} or newer`
  return { name: "Node", ok, finding: `${process.version} on ${process.platform} ${process.arch}${need}` }
}

/** Opens a real log in a folder of its own and closes it again. */
const checkSqlite: Effect.Effect<Check> = Effect.suspend(() => {
  const folder = mkdtempSync(join(tmpdir(), "cambrian-doctor-"))
  return Effect.scoped(makeSqliteLog({ file: join(folder, "doctor.db"), mode: "create" })).pipe(
    Effect.match({
      onSuccess: () => ({ name: "SQLite", ok: true, finding: "opens in WAL mode with synchronous = FULL" }),
      onFailure: ({ message }) => ({ name: "SQLite", ok: false, finding: message })
    }),
    Effect.ensuring(Effect.sync(() => rmSync(folder, { recursive: true, force: true })))
  )
})

/** What a durable commit will cost where the log is. */
const checkDisk = (file: string): Check => {
  const folder = dirname(resolve(file))
  try {
    const scratch = mkdtempSync(join(folder, ".cambrian-doctor-"))
    const descriptor = openSync(join(scratch, "fsync"), "w")
    const times = Array.from({ length: FSYNCS }, () => {
      const startMs = performance.now()
      writeSync(descriptor, Buffer.alloc(4096))
      fsyncSync(descriptor)
      return performance.now() - startMs
    }).sort((a, b) => a - b)
    closeSync(descriptor)
    rmSync(scratch, { recursive: true, force: true })
    const median = times[FSYNCS / 2] ?? 0
    return {
      name: "disk",
      ok: true,
      finding: `an fsync in ${folder} takes ${median.toFixed(2)} ms (median of ${FSYNCS})`
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return {
      name: "disk",
      ok: false,
      finding: `${folder} cannot be written to (${why}); name another file with --db`
    }
  }
}

const checkGraphics: Effect.Effect<Check> = Effect.map(graphicsCards, (cards) => ({
  name: "GPUs",
  ok: true,
  finding: cards.length === 0 ? "none found; training runs on the processor" : cards.join("; ")
}))

/** The data set of the first run, which is installed with the program. */
const checkData: Effect.Effect<Check> = loadTrainingData("mnist", {
  examples: 1,
  validationExamples: 1
}).pipe(
  Effect.match({
    onSuccess: () => ({ name: "data", ok: true, finding: "MNIST is there" }),
    onFailure: ({ message }) => ({ name: "data", ok: false, finding: message })
  })
)

export interface Examination {
  readonly checks: readonly Check[]
  readonly backends: readonly BackendFinding[]
  readonly auto: AutomaticChoice
}

/** Those who want to see the examination at work. */
export interface Onlooker {
  /** Before something that takes seconds. */
  readonly begin: (what: string) => void
  readonly found: (check: Check) => void
}

export const examine = (file: string, { begin, found }: Onlooker): Effect.Effect<Examination> =>
  Effect.gen(function* () {
    const checks: Check[] = []
    const note = (check: Check): void => {
      checks.push(check)
      found(check)
    }
    note(checkNode())
    note(yield* checkSqlite)
    note(checkDisk(file))
    note(yield* checkGraphics)
    note(yield* checkData)
    const backends = yield* examineBackends(begin, (finding) => note(checkOfBackend(finding)))
    const auto = automaticChoice(backends)
    note({ name: "training", ok: backends.some(({ state }) => state === "works"), finding: auto.why })
    return { checks, backends, auto }
  })
