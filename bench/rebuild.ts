/**
 * Rebuilding the state of a run of a million events against reading the same rows with better-sqlite3 and parsing
 * their JSON, which is the least that any rebuild must do. Target: at most 1.5 times as long.
 */
import Database from "better-sqlite3"
import { Effect } from "effect"
import { rebuild } from "../src/log/rebuild.ts"
import { median, report, round, runToy, withScratchLog } from "./measure.ts"

const EVENTS = 1_000_000
const ROUNDS = 5
const PAGE_ROWS = 1000

const readAndParse = (file: string, run: string): number => {
  const database = new Database(file, { readonly: true })
  const page = database.prepare<[string, number], { seq: number; payload: string }>(
    `SELECT seq, payload FROM events WHERE run = ? AND seq > ? ORDER BY seq LIMIT ${PAGE_ROWS}`
  )
  const startMs = performance.now()
  let after = 0
  let parsed = 0
  for (let rows = page.all(run, after); rows.length > 0; rows = page.all(run, after)) {
    for (const { payload } of rows) if (JSON.parse(payload) !== null) parsed++
    after = rows.at(-1)?.seq ?? after
  }
  const seconds = (performance.now() - startMs) / 1000
  database.close()
  if (parsed < EVENTS) throw new Error(`only ${parsed} events were read`)
  return seconds
}

await withScratchLog((log, file) =>
  Effect.gen(function* () {
    const cycles = Math.ceil(EVENTS / 3) + 50
    const { entry } = yield* runToy(log, { cycles, trainers: 64, populationSize: 100 })
    const rounds: { read: number; rebuilt: number }[] = []
    for (let index = 0; index < ROUNDS; index++) {
      const read = readAndParse(file, entry.run)
      const startMs = performance.now()
      yield* rebuild(log, entry.run, { upTo: EVENTS, snapshots: false })
      rounds.push({ read, rebuilt: (performance.now() - startMs) / 1000 })
    }
    const value = round(median(rounds.map(({ read, rebuilt }) => rebuilt / read)), 2)
    report({
      bench: "rebuild of 1 M events",
      value,
      unit: "× reading and parsing them",
      target: "at most 1.5",
      met: value <= 1.5,
      details: { rounds: rounds.map(({ read, rebuilt }) => [round(read, 2), round(rebuilt, 2)]) }
    })
  })
)
