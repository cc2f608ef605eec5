/** `npm run sim -- SEED [COUNT]`: repeats one seed exactly and says what it was and what came of it, or runs COUNT of them. */
import { describeSettings, drawSettings } from "./settings.ts"
import { simulate } from "./simulate.ts"

const [first, count] = process.argv.slice(2).map(Number)
if (first === undefined || !Number.isInteger(first) || first < 1) {
  console.error("which simulation? npm run sim -- SEED [COUNT], with SEED a whole number of at least 1")
  process.exit(2)
}

let failed = 0
for (let seed = first; seed < first + (count ?? 1); seed++) {
  if (count === undefined) console.log(`seed ${seed}\n${describeSettings(drawSettings(seed))}`)
  try {
    const { rows, lives, virtualMs, lineage, happened } = await simulate(seed)
    const faults = [...happened].map(([fault, times]) => `${fault} ×${times}`).join(", ")
    if (count !== undefined) continue
    console.log(`finished: ${rows.length} events in ${lives} lives and ${virtualMs / 1000} s of virtual time`)
    console.log(`what happened: ${faults || "nothing bad"}`)
    console.log(`last hash ${rows.at(-1)?.hash}, lineage ${lineage}`)
  } catch (error) {
    failed++
    console.error(`seed ${seed} failed: ${error instanceof Error ? error.message : String(error)}`)
    if (count === undefined && error instanceof Error) console.error(error.stack)
  }
}
if (count !== undefined) console.log(`${count - failed} of ${count} simulations passed`)
process.exitCode = failed === 0 ? 0 : 1
