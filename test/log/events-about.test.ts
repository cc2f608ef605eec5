/**
 * Goal: what is about one individual is found through the index, not by reading the run: in a log of a million
 * events that is the difference between a tenth of a millisecond and a third of a second for each ancestor.
 */
import { join } from "node:path"
import Database from "better-sqlite3"
import { Effect } from "effect"
import { expect, it } from "vitest"
import { EVENTS_ABOUT, makeSqliteLog } from "../../src/log/sqlite-log.ts"
import { temporaryFolder } from "../fixtures/temporary-folder.ts"

it("the events about an individual, and about the run, are looked up in the index", async () => {
  const file = join(temporaryFolder(), "runs.db")
  await Effect.runPromise(Effect.scoped(makeSqliteLog({ file, mode: "create" })))
  const database = new Database(file, { readonly: true })
  try {
    for (const individual of [5, null]) {
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${EVENTS_ABOUT}`).all("a run", individual)
      expect(JSON.stringify(plan)).toContain("USING INDEX events_of_individual (run=? AND individual=?)")
    }
  } finally {
    database.close()
  }
})
