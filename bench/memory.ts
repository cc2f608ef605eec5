/**
 * Memory of the coordinator over a run of a million individuals (population 1,000): what is alive on the heap after
 * a garbage collection, at 10,000 individuals and at 1,000,000. Target: flat, that is at most 1.1 times plus 2 MB.
 * Run with --expose-gc.
 */
import { report, round, runToy, withScratchLog } from "./measure.ts"

const FIRST = 10_000
const LAST = 1_000_000
const MIB = 1024 * 1024

const collect = globalThis.gc
if (collect === undefined)
  throw new Error("start this bench with node --expose-gc, otherwise it would measure garbage")

const liveBytes = (): number => {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  return heapUsed + external
}

const marks: { individuals: number; liveMiB: number; rssMiB: number }[] = []
let next = FIRST

await withScratchLog((log) =>
  runToy(log, { cycles: LAST, trainers: 64, populationSize: 1000 }, ({ counted }) => {
    if (counted < next) return
    marks.push({
      individuals: counted,
      liveMiB: round(liveBytes() / MIB, 1),
      rssMiB: round(process.memoryUsage().rss / MIB, 0)
    })
    next =
      counted >= LAST ? Number.POSITIVE_INFINITY : Math.min(LAST, next === FIRST ? 100_000 : next + 100_000)
  })
)

const first = marks[0]
const last = marks.at(-1)
if (first === undefined || last === undefined || last.individuals < LAST)
  throw new Error("the run did not get there")
const bound = first.liveMiB * 1.1 + 2
report({
  bench: "live memory at 1,000,000 individuals",
  value: last.liveMiB,
  unit: "MiB",
  target: `at most ${round(bound, 1)}, from ${first.liveMiB} at 10,000`,
  met: last.liveMiB <= bound,
  details: { marks }
})
