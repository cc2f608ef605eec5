/**
 * A disk that fills up in the middle of a run: the process says so and ends, all that was acknowledged is there and
 * verifies, and with room again the run goes on as if nothing had been. The disk is the limit of a process on the
 * size of its files, which needs no rights; what SQLite sees is a write that fails.
 */
import { join } from "node:path"
import { expect, it } from "vitest"
import { summaryShape } from "./answers.ts"
import { cambrian, oneObject, rowsOf, temporaryFolder } from "./cambrian-process.ts"
import { expectVerified, expectWholeRun, smallToy, undisturbedLineage } from "./hardship.ts"

const FULL_AT_KIB = 300

it.runIf(process.platform !== "win32")(
  "a run outlives a full disk (deterministic schedule, seed 6)",
  async () => {
    const folder = temporaryFolder()
    const file = join(folder, "full.db")
    const toy = smallToy({ seed: 6, cycles: 300, schedule: "deterministic" })
    const expected = await undisturbedLineage(join(folder, "roomy.db"), toy)

    const full = await cambrian(["run", ...toy, "--json", "--db", file], { fileSizeMaxKiB: FULL_AT_KIB })
    expect(full).toMatchObject({ code: 1, stdout: "" })
    expect(full.stderr).toMatch(/^the log could not be written: [^\n]*full[^\n]*the run is at event (\d+)\n$/)
    const rows = rowsOf(file)
    const acknowledged = Number(/at event (\d+)/.exec(full.stderr)?.[1])
    expect(rows).toHaveLength(acknowledged)
    expect(acknowledged).toBeGreaterThan(10)
    await expectVerified(file)

    const still = await cambrian(["resume", "last", "--db", file], { fileSizeMaxKiB: 4 })
    expect([1, 2]).toContain(still.code)
    expect(still.stderr).toMatch(/^[^\n]*full[^\n]*\n$/)
    expect(rowsOf(file)).toEqual(rows)

    const resumed = await cambrian(["resume", "last", "--json", "--db", file])
    expect(resumed.code).toBe(0)
    expect(summaryShape.parse(oneObject(resumed))).toMatchObject({
      ...{ status: "finished", births: 300, lineageHash: expected }
    })
    expect(rowsOf(file).slice(0, rows.length)).toEqual(rows)
    expectWholeRun(file, 300)
    await expectVerified(file)
  },
  60_000
)
