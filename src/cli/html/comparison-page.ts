/** A comparison as one page that needs nothing else: charts, tables, tests, and how it was made. */
import type { Comparison } from "../../analysis/compare/comparison.ts"
import { pValue, SIGNIFICANT, spreadText, verdict } from "../comparison-text.ts"
import { count, duration, fitness } from "../format.ts"
import { comparedName, fitnessName, testName, testTitle } from "../measure-names.ts"
import { curveChart } from "./curve-chart.ts"
import { distributionChart } from "./distribution-chart.ts"
import { htmlTable } from "./html-table.ts"
import { escaped } from "./markup.ts"
import { pageStyle } from "./page-style.ts"
import { scatterChart, sizeTitle } from "./scatter-chart.ts"

type Scenario = Comparison["scenarios"][number]
type Arm = Scenario["arms"][number]

export interface PageOptions {
  readonly name: string
  /** What the experiment is for, where it is one. */
  readonly about: string | null
  /** The command that made it. */
  readonly asked: string
}

export const comparisonPage = (comparison: Comparison, { name, about, asked }: PageOptions): string => {
  const { scenarios, notes, runs, evaluations } = comparison
  const armsMax = Math.max(0, ...scenarios.map(({ arms }) => arms.length))
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(name)} · Cambrian</title>
<style>${pageStyle(armsMax)}</style>
</head>
<body>
<main>
<h1>${escaped(name)}</h1>
${about === null ? "" : `<p>${escaped(about)}</p>`}
<p>${count(runs)} runs, ${count(evaluations)} models. The best of a run is the one with the best ${allMeasure(scenarios)} so far; its test is reported beside it and chooses nothing.</p>
${notes.length === 0 ? "" : `<h3>To know</h3><ul>${notes.map((note) => `<li>${escaped(note)}</li>`).join("")}</ul>`}
${scenarios.map((scenario, index) => scenarioSection(scenario, index, comparison.confidence)).join("\n")}
${howMade(comparison, asked)}
</main>
</body>
</html>
`
}

const scenarioSection = (scenario: Scenario, index: number, confidence: number): string => {
  const { arms, label, models } = scenario
  const banded = arms.some(({ runs }) => runs.length > 1)
  const dashed = arms.some(({ curve }) => curve.some(({ testMean }) => testMean !== null))
  const scatter = scatterChart(scenario, `s${index}c`)
  const fitnessWord = fitnessName(scenario.fitnessMeasure)
  const testWord = testName(scenario.testMeasure)
  return [
    `<section><h2>${escaped(label === "" ? "All runs" : label)}</h2>`,
    `<p class="soft">Compared at ${count(models)} models a run.</p>`,
    legend(arms),
    figure(
      curveChart(scenario, `s${index}a`),
      `Mean over runs of the best ${fitnessWord} so far${banded ? `, with its ${confidence * 100} % confidence band (Student's t)` : ""}.${dashed ? ` Dashed: ${testWord} of that very model.` : ""} The first steep steps are cut off.`
    ),
    figuresTable(scenario),
    figure(
      distributionChart(scenario, "validation", `s${index}b`),
      `Best ${fitnessWord} of each run. ${DISTRIBUTION}`
    ),
    ...(arms.some(({ final }) => final.test !== null)
      ? [
          figure(
            distributionChart(scenario, "test", `s${index}d`),
            `The ${testWord} of that model. ${DISTRIBUTION}`
          )
        ]
      : []),
    testsTable(scenario),
    ...(scatter === undefined
      ? []
      : [
          figure(
            scatter,
            `Some of the models of all runs; the line joins those that no other model of the arm beats in both ${fitnessWord} and ${sizeTitle(scenario.size)}. The fifth with the lowest is cut off.`
          )
        ]),
    "</section>"
  ].join("\n")
}

const DISTRIBUTION =
  "A dot is a run; the box is the middle half of the runs, the thick line their median, the thin one their range."

const figure = (svg: string, caption: string): string =>
  `<figure>${svg}<figcaption>${escaped(caption)}</figcaption></figure>`

const legend = (arms: readonly Arm[]): string =>
  `<ul class="legend">${arms.map(({ label }, index) => `<li><i class="arm-${index}"></i>${escaped(label)}</li>`).join("")}</ul>`

/** One word for the fitness of all scenarios. */
const allMeasure = (scenarios: readonly Scenario[]): string =>
  fitnessName(scenarios.every(({ fitnessMeasure }) => fitnessMeasure === "validation") ? "validation" : null)

const figuresTable = ({ arms, fitnessMeasure, target, testMeasure }: Scenario): string =>
  htmlTable("Figures", arms, [
    { title: "arm", cell: ({ label }) => label },
    { title: "runs", cell: ({ runs }) => count(runs.length), isNumber: true },
    {
      title: `best ${fitnessName(fitnessMeasure)} ± sd`,
      cell: ({ final }) => spreadText(final.validation),
      isNumber: true
    },
    {
      title: testTitle(testMeasure),
      cell: ({ final }) => (final.test === null ? "–" : spreadText(final.test)),
      isNumber: true
    },
    {
      title: target === null ? "" : `models to ${fitness(target.fitness)}`,
      cell: ({ modelsToTarget }) => (modelsToTarget === null ? "–" : count(modelsToTarget)),
      isNumber: true
    },
    { title: "time a run", cell: ({ durationMsMean }) => duration(durationMsMean), isNumber: true }
  ])

const testsTable = ({ fitnessMeasure, tests }: Scenario): string =>
  tests.length === 0
    ? ""
    : `${htmlTable("Tests", tests, [
        { title: "pair", cell: ({ a, b }) => `${a} : ${b}` },
        { title: "of", cell: ({ on }) => comparedName(on, fitnessMeasure) },
        { title: "A12", cell: ({ a12 }) => a12.toFixed(3), isNumber: true },
        { title: "U", cell: ({ u }) => String(u), isNumber: true },
        { title: "p", cell: ({ p }) => pValue(p), isNumber: true },
        { title: "p (Holm)", cell: ({ pHolm }) => pValue(pHolm), isNumber: true },
        { title: `at ${SIGNIFICANT}`, cell: verdict }
      ])}<p class="soft">Two-sided Mann–Whitney U tests over runs; A12 (Vargha and Delaney) is the chance that a run of the first arm ends higher than one of the second; p (Holm) is corrected for all pairs of the section, by ${fitnessName(fitnessMeasure)} and by test apart.</p>`

const howMade = ({ scenarios, engines }: Comparison, asked: string): string =>
  [
    "<section><h2>How it was made</h2>",
    `<pre>${escaped(asked)}</pre>`,
    `<p>Cambrian ${escaped(engines.join(", "))}. Every run below can be replayed and verified from its log.</p>`,
    ...scenarios.flatMap(({ label, arms }) =>
      arms.map(
        (arm) =>
          `<details><summary>${escaped([label, arm.label].filter((part) => part !== "").join(": "))}</summary>` +
          `<p>Seeds ${arm.runs.map(({ seed }) => seed).join(", ")}. Runs: ${arm.runs.map(({ name, status }) => escaped(status === "finished" ? name : `${name} (${status})`)).join(", ")}.</p>` +
          `<pre>${escaped(JSON.stringify(arm.config, null, 2))}</pre></details>`
      )
    ),
    "</section>"
  ].join("\n")
