/** Brings a database up to date with the numbered files in `migrations/`, which are never edited once released. */
import { readdirSync, readFileSync } from "node:fs"

const FOLDER = new URL("../../migrations/", import.meta.url)

const migrations = readdirSync(FOLDER)
  .filter((name) => /^\d{3}-.*\.sql$/.test(name))
  .sort()

/** The schema version that this program writes: the number of the last migration. */
export const SCHEMA_VERSION = migrations.length

/** What a migration needs of a database. */
export interface Migratable {
  exec(sql: string): unknown
  pragma(source: string, options?: { readonly simple: boolean }): unknown
  transaction(work: () => void): { immediate(): void }
}

/** Applies the migrations after `version`, all in one transaction: an interrupted one leaves the file as it was. */
export const migrate = (database: Migratable, version: number): void => {
  database
    .transaction(() => {
      // Two processes may have opened a new file at once; the second finds the work done.
      const current = Number(database.pragma("user_version", { simple: true }))
      for (const name of migrations.slice(Math.max(version, current))) {
        database.exec(readFileSync(new URL(name, FOLDER), "utf8"))
      }
      database.pragma(`user_version = ${SCHEMA_VERSION}`)
    })
    .immediate()
}
