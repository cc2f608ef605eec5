/** A comparison as a person reads it in a terminal: for each scenario a table, a chart, and the tests. */
import type { Comparison } from "../analysis/compare/comparison.ts"
import { count, duration, fitness } from "./format.ts"
import { comparedName, fitnessName, testTitle } from "./measure-names.ts"
import { renderTable } from "./table.ts"
import { seriesMark, terminalChart } from "./terminal-chart.ts"

type Scenario = Comparison["scenarios"][number]
type Arm = Scenario["arms"][number]
type Spread = Arm["final"]["validation"]

export const SIGNIFICANT = 0.05

export const comparisonText = (comparison: Comparison, title: string, colour: boolean): string => {
  const { runs, evaluations, scenarios, notes } = comparison
  return [
    `${title}: ${count(runs)} runs, ${count(evaluations)} models`,
    ...scenarios.map((scenario) => scenarioText(scenario, colour)),
    ...(notes.length === 0 ? [] : [["to know:", ...notes.map((note) => `  - ${note}`)].join("\n")])
  ].join("\n\n")
}

const scenarioText = (scenario: Scenario, colour: boolean): string => {
  const { arms, fitnessMeasure, label, models } = scenario
  const chart = terminalChart(
    arms.map((arm) => ({ label: arm.label, points: arm.curve.map(({ models: x, mean: y }) => ({ x, y })) })),
    { colour, xTitle: `models evaluated → best ${fitnessName(fitnessMeasure)} so far, mean over runs` }
  )
  return [
    `${label === "" ? "" : `${label}, `}compared at ${count(models)} models`,
    figures(scenario),
    chart,
    pairs(scenario)
  ]
    .filter((text) => text !== "")
    .join("\n\n")
}

export const spreadText = ({ mean, sd }: Spread): string =>
  `${fitness(mean)}${sd === null ? "" : ` ± ${fitness(sd)}`}`

const figures = ({ arms, fitnessMeasure, target, testMeasure }: Scenario): string => {
  const isTested = arms.some(({ final }) => final.test !== null)
  return renderTable(
    arms.map((arm, index) => ({ arm, mark: seriesMark(index) })),
    [
      { title: "arm", cell: ({ arm, mark }) => `${mark} ${arm.label}` },
      { title: "runs", align: "right", cell: ({ arm }) => count(arm.runs.length) },
      {
        title: `best ${fitnessName(fitnessMeasure)} ± sd`,
        cell: ({ arm }) => spreadText(arm.final.validation)
      },
      ...(isTested
        ? [
            {
              title: testTitle(testMeasure),
              cell: ({ arm }: { arm: Arm }) => (arm.final.test === null ? "–" : spreadText(arm.final.test))
            }
          ]
        : []),
      ...(target === null
        ? []
        : [
            {
              title: `models to ${fitness(target.fitness)}`,
              align: "right" as const,
              cell: ({ arm }: { arm: Arm }) => (arm.modelsToTarget === null ? "–" : count(arm.modelsToTarget))
            }
          ]),
      { title: "time a run", align: "right", cell: ({ arm }) => duration(arm.durationMsMean) }
    ]
  )
}

/** 0.042, or that it is smaller than can be said shortly. */
export const pValue = (p: number): string => (p < 0.001 ? "<0.001" : p.toFixed(3))

export const verdict = ({ a, b, a12, pHolm }: Scenario["tests"][number]): string => {
  if (pHolm >= SIGNIFICANT) return "no difference shown"
  return `${a12 > 0.5 ? a : b} is higher`
}

const pairs = ({ fitnessMeasure, tests }: Scenario): string =>
  tests.length === 0
    ? ""
    : renderTable(tests, [
        { title: "pair", cell: ({ a, b }) => `${a} : ${b}` },
        { title: "of", cell: ({ on }) => comparedName(on, fitnessMeasure) },
        { title: "A12", align: "right", cell: ({ a12 }) => a12.toFixed(2) },
        { title: "p", align: "right", cell: ({ p }) => pValue(p) },
        { title: "p (Holm)", align: "right", cell: ({ pHolm }) => pValue(pHolm) },
        { title: "says", cell: verdict }
      ])
