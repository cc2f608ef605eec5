/**
 * The doctor: looks at everything a run needs on this machine, tries it, and says what it found. Each check is one
 * line with a figure where there is one.
 */
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { Effect } from "effect"
import { makeSqliteLog } from "../log/sqlite-log.ts"
import type { Check } from "./doctor-check.ts"
import { checkTraining } from "./doctor-training.ts"
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

export const examine = (file: string): Effect.Effect<readonly Check[]> =>
  Effect.gen(function* () {
    const checks = [checkNode(), yield* checkSqlite, checkDisk(file), yield* checkGraphics]
    return [...checks, ...(yield* checkTraining)]
  })
