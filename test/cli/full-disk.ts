/** A run whose disk fills up: it ends with a sentence and a sound log, and goes on once there is room. */
import { expect } from "vitest"
import { summaryShape } from "./answers.ts"
import { cambrian, oneObject, rowsOf, type Surroundings } from "./cambrian-process.ts"
import { expectVerified, expectWholeRun } from "./hardship.ts"

export interface FullDisk {
  readonly file: string
  /** The run's disk, which must be too small for it. */
  readonly surroundings: Surroundings
  readonly makeRoom: () => void
}

const CYCLES = 400

export const expectToSurviveFullDisk = async ({ file, surroundings, makeRoom }: FullDisk): Promise<void> => {
  const run = ["run", "toy", "--cycles", `${CYCLES}`, "--json", "--db", file]
  const full = await cambrian(run, surroundings)
  expect(full).toMatchObject({ code: 1, signal: null, stdout: "" })
  expect(full.stderr).toMatch(/^the log could not be written: the disk .*full.*resume the run/)
  const [saidSeq] = /(?<=the run is at event )\d+/.exec(full.stderr) ?? []
  const rows = rowsOf(file)
  expect(rows.length).toBe(Number(saidSeq))
  expect(rows.length).toBeGreaterThan(0)
  makeRoom()
  const status = summaryShape.parse(oneObject(await cambrian(["status", "last", "--json", "--db", file])))
  expect(status).toMatchObject({ status: "crashed", events: rows.length })
  await expectVerified(file)
  const resumed = await cambrian(["resume", "last", "--json", "--db", file])
  expect(summaryShape.parse(oneObject(resumed))).toMatchObject({ status: "finished", evaluations: CYCLES })
  expect(rowsOf(file).slice(0, rows.length)).toEqual(rows)
  expectWholeRun(file, CYCLES)
  await expectVerified(file)
}
