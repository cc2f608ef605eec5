/**
 * `npm run reproduce [-- SECTION …] [--seeds N] [--out FILE]`: makes the published figures again and writes a report
 * that sets them beside what was seen. Minutes on two cores; exit code 1 where a figure does not hold.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { availableParallelism, tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { experimentSection } from "./experiment-section.ts"
import { markdownTable, type Section } from "./finding.ts"
import { nasBench101Section } from "./nas-bench-101-section.ts"
import { curveSection, toySection } from "./toy-section.ts"

const folder = mkdtempSync(join(tmpdir(), "cambrian-reproduce-"))
const db = join(folder, "experiments.db")

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: "string", default: "1000" },
    "experiment-seeds": { type: "string", default: "30" },
    out: { type: "string", default: "docs/reproduction.md" }
  }
})
const seeds = Number(values.seeds)
const experimentSeeds = Number(values["experiment-seeds"])

const searches = (experiment: string, title: string) => (): Section =>
  experimentSection({
    experiment,
    title,
    db,
    seeds: experimentSeeds,
    orders: [
      { better: "aging", worse: "random" },
      { better: "reinforce", worse: "random" }
    ]
  })

const sections: Readonly<Record<string, () => Section | Promise<Section>>> = {
  toy: () => toySection(seeds),
  curve: () => curveSection(seeds),
  "nas-bench-101-search": nasBench101Section,
  "nas-bench-201": searches("nas-bench-201", "NAS-Bench-201: five algorithms on three data sets"),
  "nas-bench-101": searches("nas-bench-101", "NAS-Bench-101: five algorithms"),
  "nas-bench-macro": searches("nas-bench-macro", "NAS-Bench-Macro: five algorithms")
}

const unknown = positionals.find((name) => !(name in sections))
if (unknown !== undefined || !(seeds >= 2) || !(experimentSeeds >= 2)) {
  console.error(
    unknown === undefined
      ? "--seeds and --experiment-seeds are whole numbers of at least 2"
      : `there is no section “${unknown}”; the sections are ${Object.keys(sections).join(", ")}`
  )
  process.exit(2)
}

const render = ({ findings, how, more, title }: Section): string =>
  [
    `## ${title}`,
    how,
    markdownTable(
      ["figure", "published or expected", "seen", ""],
      findings.map(({ holds, published, seen, what }) => [
        what,
        published,
        seen,
        holds ? "holds" : "**DIFFERS**"
      ])
    ),
    ...(more === undefined ? [] : [more])
  ].join("\n\n")

const done: Section[] = []
for (const [name, make] of Object.entries(sections)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue
  const startMs = performance.now()
  console.error(`${name} …`)
  done.push(await make())
  console.error(`${name}: ${((performance.now() - startMs) / 1000).toFixed(0)} s`)
}
rmSync(folder, { recursive: true, force: true })

const findings = done.flatMap((section) => section.findings)
const held = findings.filter(({ holds }) => holds).length
const report = [
  "# Reproduction of published figures",
  `Written by \`npm run reproduce\` (Node ${process.version}, ${availableParallelism()} cores). ${held} of ${findings.length} figures hold.`,
  ...done.map(render)
].join("\n\n")
writeFileSync(values.out, `${report}\n`)
console.log(report)
process.exitCode = held === findings.length ? 0 : 1
