/**
 * Goal: whatever is changed in the stored rows from outside is found, at its place. Method: a small run in a file,
 * copied for every case, one thing changed in it through a raw connection, seeded where the place is drawn.
 */

import { closeSync, openSync, writeSync } from "node:fs"
import type Database from "better-sqlite3"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { randomStream } from "../../src/domain/random-stream.ts"
import type { EventRow } from "../../src/log/event-row.ts"
import { encodeRow } from "../../src/log/row.ts"
import { type Verification, verifyRun } from "../../src/replay/verify.ts"
import { writeScript } from "./scribe.ts"
import { appendBatches, makeFolder, rowsOf, tamper, withLog } from "./sqlite-file.ts"
import { rulesOf, toyConfig } from "./toy-run.ts"

const folder = makeFolder()
afterAll(folder.remove)

const config = toyConfig({ seed: 3, cycles: 120, schedule: "arrival", trainers: 4, populationSize: 10 })
const sound = folder.file("sound.db")
let run = ""
let rows: EventRow[] = []

beforeAll(async () => {
  run = await withLog(sound, "create", (log) =>
    appendBatches(log, "toy", [writeScript(3, config).batches.flat()])
  )
  rows = rowsOf(sound, run)
})

let copies = 0
const verifyAfter = (change: (database: Database.Database) => void): Promise<Verification> => {
  const file = folder.copy(sound, `tampered-${++copies}.db`)
  tamper(file, change)
  return withLog(file, "read", (log) => verifyRun({ log, run, rulesOf }))
}

const otherCharacter = (text: string, at: number): string => {
  const code = text.charCodeAt(at)
  // The next printable character, so that the text stays text.
  const other = String.fromCharCode(code >= 0x7e ? 0x21 : code + 1)
  return text.slice(0, at) + other + text.slice(at + 1)
}

type Change = (row: EventRow, draw: (bound: number) => number) => string | number
const columns: Readonly<Record<string, Change>> = {
  run: (_row, draw) => otherCharacter(run, draw(run.length)),
  seq: (row, draw) => row.seq + 10_000 + draw(10),
  kind: (row, draw) => otherCharacter(row.kind, draw(row.kind.length)),
  version: (row) => row.version + 1,
  at: (row, draw) => row.at + 1 + draw(1000),
  individual: (row, draw) => (row.individual ?? -1) + 1 + draw(5),
  payload: (row, draw) => otherCharacter(row.payload, draw(row.payload.length)),
  hash: (row, draw) => otherCharacter(row.hash, draw(row.hash.length))
}

describe("a sound log", () => {
  it("is sound, and has all its rows", async () => {
    const found = await verifyAfter(() => {})
    expect(found).toMatchObject({ ok: true, events: rows.length, firstDifference: null })
    expect(rows.length).toBeGreaterThan(400)
  })
})

describe("one character or number changed in one row", () => {
  for (const [column, change] of Object.entries(columns)) {
    for (let seed = 1; seed <= 4; seed++) {
      it(`is found in the column ${column} (seed ${seed})`, async () => {
        const stream = randomStream(seed, column, 0)
        const row = rows[stream.below(rows.length)]!
        const found = await verifyAfter((database) => {
          const value = change(row, stream.below)
          const updated = database
            .prepare(`UPDATE events SET ${column} = ? WHERE run = ? AND seq = ?`)
            .run(value, run, row.seq)
          expect(updated.changes).toBe(1)
        })
        expect(found).toMatchObject({ ok: false, chain: { ok: false }, firstDifference: { seq: row.seq } })
        const isMoved = column === "run" || column === "seq"
        const kinds = isMoved ? ["hole", "head"] : ["chain"]
        expect(kinds).toContain(found.firstDifference?.kind)
        expect(found.message).toContain(`${row.seq}`)
      })
    }
  }
})

describe("rows dropped, swapped or put in", () => {
  const drop = (seq: number) =>
    verifyAfter((database) => {
      database.prepare("DELETE FROM events WHERE run = ? AND seq = ?").run(run, seq)
    })

  it("finds the first row dropped", async () => {
    expect((await drop(1)).firstDifference).toMatchObject({ seq: 1, kind: "hole" })
  })

  it("finds a row dropped in the middle", async () => {
    const found = await drop(217)
    expect(found.firstDifference).toMatchObject({ seq: 217, kind: "hole" })
    expect(found.message).toBe("event 217 is missing: event 216 is followed by event 218")
    expect(found.decisions.ok).toBe(false)
  })

  it("finds the last row dropped", async () => {
    const found = await drop(rows.length)
    expect(found.firstDifference).toMatchObject({ seq: rows.length, kind: "head" })
    expect(found.message).toContain(`event ${rows.length} is missing`)
  })

  it("finds a tail cut off", async () => {
    const found = await verifyAfter((database) => {
      database.prepare("DELETE FROM events WHERE run = ? AND seq > 300").run(run)
    })
    expect(found.firstDifference).toMatchObject({ seq: 301, kind: "head" })
  })

  it("finds all rows gone, with and without the noted head", async () => {
    const gone = await verifyAfter((database) => void database.prepare("DELETE FROM events").run())
    expect(gone).toMatchObject({ ok: false, events: 0, firstDifference: { seq: 1, kind: "head" } })
    const wiped = await verifyAfter((database) => void database.exec("DELETE FROM events; DELETE FROM heads"))
    expect(wiped).toMatchObject({ ok: false, events: 0, firstDifference: { seq: 1, kind: "head" } })
    expect(wiped.message).toContain("no events")
  })

  it("accepts that the noted head was deleted: it is only a note", async () => {
    const found = await verifyAfter((database) => void database.prepare("DELETE FROM heads").run())
    expect(found).toMatchObject({ ok: true, firstDifference: null })
  })

  it("finds a noted head that was changed", async () => {
    const found = await verifyAfter(
      (database) => void database.prepare("UPDATE heads SET hash = ? WHERE run = ?").run("0".repeat(64), run)
    )
    expect(found.firstDifference).toMatchObject({ seq: rows.length, kind: "head" })
  })

  for (let seed = 1; seed <= 4; seed++) {
    it(`finds two rows swapped (seed ${seed})`, async () => {
      const stream = randomStream(seed, "swap", 0)
      const one = 1 + stream.below(rows.length)
      const other = 1 + ((one + stream.below(rows.length - 1)) % rows.length)
      const found = await verifyAfter((database) => {
        const move = database.prepare("UPDATE events SET seq = ? WHERE run = ? AND seq = ?")
        move.run(0, run, one)
        move.run(one, run, other)
        move.run(other, run, 0)
      })
      expect(found.firstDifference).toMatchObject({ seq: Math.min(one, other), kind: "chain" })
    })
  }

  const insert = (database: Database.Database, row: EventRow) =>
    database
      .prepare("INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
      .run(run, row.seq, row.kind, row.version, row.at, row.individual, row.payload, row.hash)

  it("finds a row put in in the middle, the rows after it moved up", async () => {
    const found = await verifyAfter((database) => {
      for (const { seq } of rows.slice(99).toReversed())
        database.prepare("UPDATE events SET seq = ? WHERE run = ? AND seq = ?").run(seq + 1, run, seq)
      insert(database, encodeRow({ kind: "RunStopped", reason: "a lie" }, 5, rows[98]!))
    })
    // The row put in fits the chain, but not the rules; the one after it does not fit the chain.
    expect(found.firstDifference).toMatchObject({ seq: 100, recorded: { kind: "RunStopped" } })
    expect(found.chain.difference).toMatchObject({ seq: 101, kind: "chain" })
  })

  it("finds a row that fits the chain put in at the end", async () => {
    const found = await verifyAfter((database) => {
      insert(database, encodeRow({ kind: "RunStopped", reason: "a lie" }, 5, rows.at(-1)!))
    })
    expect(found.firstDifference).toMatchObject({ seq: rows.length + 1 })
    expect(found.chain.difference).toMatchObject({ kind: "head" })
  })

  it("finds a row put in before the first", async () => {
    const found = await verifyAfter((database) => void insert(database, { ...rows[4]!, seq: -7 }))
    expect(found.firstDifference).toMatchObject({ seq: -7, kind: "hole" })
  })
})

describe("a damaged file", () => {
  for (let seed = 1; seed <= 4; seed++) {
    it(`is a finding with a place, not a crash, where a page is overwritten (seed ${seed})`, async () => {
      const file = folder.copy(sound, `damaged-${seed}.db`)
      const { page, pageBytes } = tamper(file, (database) => {
        const leaves = database
          .prepare("SELECT pageno FROM dbstat WHERE name = 'events' AND pagetype = 'leaf' ORDER BY pageno")
          .pluck()
          .all()
          .map(Number)
        const pageBytes = Number(database.pragma("page_size", { simple: true }))
        return { page: leaves[randomStream(seed, "page", 0).below(leaves.length)]!, pageBytes }
      })
      const descriptor = openSync(file, "r+")
      writeSync(descriptor, Buffer.alloc(pageBytes, 0x5a), 0, pageBytes, (page - 1) * pageBytes)
      closeSync(descriptor)
      const found = await withLog(file, "read", (log) => verifyRun({ log, run, rulesOf }))
      expect(found).toMatchObject({ ok: false, firstDifference: { kind: "unreadable" } })
      const { seq } = found.firstDifference!
      expect(seq).toBe(found.events + 1)
      expect(found.message).toContain(`event ${seq} cannot be read from the file`)
    })
  }
})
