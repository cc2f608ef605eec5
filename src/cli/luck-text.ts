/** What re-evaluations say of a recorded fitness, as a person reads it. */
import type { Reevaluation } from "../analysis/life.ts"
import type { Luck } from "../analysis/luck.ts"
import { count, duration, fitness } from "./format.ts"
import { renderTable } from "./table.ts"

export const reevaluationTable = (reevaluations: readonly Reevaluation[]): string =>
  renderTable(reevaluations, [
    { title: "seed", cell: ({ seed }) => `${seed}`, align: "right" },
    {
      title: "fitness",
      cell: ({ fitness: found, reason }) => (found === null ? `failed: ${reason}` : fitness(found))
    },
    { title: "time", cell: ({ durationMs }) => duration(durationMs), align: "right" },
    { title: "event", cell: ({ seq }) => count(seq), align: "right" }
  ])

/** “0.8123 ± 0.0042 with 5 other seeds”, and where the recorded fitness lies among them. */
export const luckLines = (recorded: number, luck: Luck): readonly string[] => {
  const { n, failed, mean, sd, below, equal, above, standardised } = luck
  const failures = failed === 0 ? "" : `; ${count(failed)} failed`
  if (mean === null) return [`no other seed gave a fitness${failures}`]
  const spread = sd === null ? "" : ` ± ${fitness(sd)} (sd)`
  const place =
    standardised === null
      ? ""
      : `, ${Math.abs(standardised).toFixed(1)} sd ${standardised < 0 ? "below" : "above"} their mean`
  return [
    `${fitness(mean)}${spread} with ${count(n)} other ${n === 1 ? "seed" : "seeds"}${failures}`,
    `the recorded ${fitness(recorded)} is above ${count(below)} of them, equal to ${count(equal)}, below ${count(above)}${place}`
  ]
}
