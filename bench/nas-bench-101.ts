/**
 * NAS-Bench-101: how fast cells are mutated and brought into canonical form, how fast they are looked up, how long the
 * first look-up takes, and a search of 20,000 cycles through the command line, durable like any other run.
 */
import { spawnSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { nasBench101Columns, nasBench101Table } from "../src/datasets/nas-bench-101.ts"
import { randomStream } from "../src/domain/random-stream.ts"
import { canonicalForm } from "../src/spaces/nas-bench-101/canonical-form.ts"
import { nasBench101Config } from "../src/spaces/nas-bench-101/config.ts"
import { packGenome } from "../src/spaces/nas-bench-101/genome.ts"
import { makeNasBench101Space } from "../src/spaces/nas-bench-101/space.ts"
import { prunedIfValid } from "../src/spaces/nas-bench-101/validity.ts"
import { median, report, round } from "./measure.ts"

const ROUNDS = 5
const MUTATIONS = 100_000
const CYCLES = 20_000

const firstStartMs = performance.now()
const lookUp = nasBench101Table()
lookUp(nasBench101Columns().cells[0] ?? 0)
const firstMs = performance.now() - firstStartMs
report({
  bench: "NAS-Bench-101, first look-up",
  value: round(firstMs, 0),
  unit: "ms",
  target: "at most 150",
  met: firstMs <= 150,
  details: {}
})

/** How often a second `work` does what it counts. */
const rate = (work: () => number): number => {
  const startMs = performance.now()
  const done = work()
  return (done / (performance.now() - startMs)) * 1000
}

const rates = (work: () => number): number[] => Array.from({ length: ROUNDS }, () => rate(work))

/** A walk of mutations from one random cell, as along a lineage, each cell brought into canonical form. */
const walk = (mutation: "one-gene" | "per-gene") => (): number => {
  const space = makeNasBench101Space(nasBench101Config.parse({ kind: "nas-bench-101", mutation }))
  const [operator] = Object.values(space.operators)
  let genome = space.random(randomStream(1, "random genome", 0))
  for (let index = 0; index < MUTATIONS; index++) {
    genome = operator?.(genome, randomStream(1, "mutate", index))?.genome ?? genome
    const pruned = prunedIfValid(packGenome(genome), "after-pruning")
    if (pruned === undefined || canonicalForm(pruned) === 0) throw new Error("a mutant is not valid")
  }
  return MUTATIONS
}

for (const mutation of ["one-gene", "per-gene"] as const) {
  const found = rates(walk(mutation))
  report({
    bench: `NAS-Bench-101, mutation (${mutation}) and canonical form`,
    value: Math.round(median(found)),
    unit: "cells/s",
    target: "at least 100,000",
    met: median(found) >= 100_000,
    details: { rounds: found.map(Math.round) }
  })
}

/** Far apart in memory, as the cells of a search are. */
const STRIDE = 7919
const lookUpAll = (): number => {
  const { cells } = nasBench101Columns()
  for (let index = 0; index < cells.length; index++) {
    if (lookUp(cells[(index * STRIDE) % cells.length] ?? 0) === undefined)
      throw new Error("a cell is missing")
  }
  return cells.length
}

const lookUps = rates(lookUpAll)
report({
  bench: "NAS-Bench-101, look-ups",
  value: Math.round(median(lookUps)),
  unit: "cells/s",
  target: "at least 500,000",
  met: median(lookUps) >= 500_000,
  details: { rounds: lookUps.map(Math.round) }
})

const searchSeconds = (): number => {
  const folder = mkdtempSync(join(tmpdir(), "cambrian-bench-"))
  const main = fileURLToPath(new URL("../src/cli/main.ts", import.meta.url))
  const startMs = performance.now()
  const { status, stderr } = spawnSync(
    process.execPath,
    [main, "run", "nas-bench-101", "--cycles", String(CYCLES), "--db", join(folder, "bench.db"), "--json"],
    { encoding: "utf8" }
  )
  rmSync(folder, { recursive: true, force: true })
  if (status !== 0) throw new Error(`the search failed: ${stderr}`)
  return (performance.now() - startMs) / 1000
}

const seconds = Array.from({ length: ROUNDS }, searchSeconds)
report({
  bench: "NAS-Bench-101, 20,000 cycles through the command line",
  value: round(median(seconds), 2),
  unit: "s",
  target: "under 5",
  met: median(seconds) < 5,
  details: { rounds: seconds.map((value) => round(value, 2)) }
})
