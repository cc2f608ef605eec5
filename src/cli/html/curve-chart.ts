/** Best so far against the number of models: the fitness as a line with its band, the incumbent's test dashed. */
import type { Comparison } from "../../analysis/compare/comparison.ts"
import { count, fitness } from "../format.ts"
import { fitnessName } from "../measure-names.ts"
import { CHART_WIDTH, chartFrame, MARGIN } from "./chart-frame.ts"
import { escaped, px } from "./markup.ts"
import { linearScale, type Scale } from "./scale.ts"

type Scenario = Comparison["scenarios"][number]
type Arm = Scenario["arms"][number]
type Point = Arm["curve"][number]

const HEIGHT = 380
/** The steep beginning is cut off, or the rest, where the arms differ, would be a flat line. */
const SHOWN_FROM = 0.04
/** About so many places of a line say its figures when pointed at. */
const HINTS = 24

export const curveChart = (scenario: Scenario, id: string): string => {
  const { arms, models } = scenario
  const shown = arms.flatMap(({ curve }) => curve.filter((point) => point.models >= models * SHOWN_FROM))
  const x = linearScale({ low: 0, high: models, from: MARGIN.left, to: CHART_WIDTH - MARGIN.right, ticks: 6 })
  const y = linearScale({
    ...shownRange(shown),
    from: HEIGHT - MARGIN.bottom,
    to: MARGIN.top,
    ticks: 6
  })
  const marks = arms.flatMap((arm, index) => armMarks(arm, index, x, y))
  const title = `Best so far by number of models${scenario.label === "" ? "" : `, ${scenario.label}`}`
  return chartFrame(
    {
      id,
      height: HEIGHT,
      title,
      description: arms
        .map(
          ({ label, final }) =>
            `${label} ends at a mean ${fitnessName(scenario.fitnessMeasure)} of ${fitness(final.validation.mean)}`
        )
        .join("; "),
      x,
      y,
      xTitle: "models evaluated",
      yTitle: "best so far",
      xText: count
    },
    marks
  )
}

/**
 * All means, and of the bands as much as leaves the means room: those of two runs may be a hundred times as wide as
 * all that there is to see.
 */
const shownRange = (points: readonly Point[]): { readonly low: number; readonly high: number } => {
  const means = points.flatMap(({ mean, testMean }) => [mean, testMean ?? mean])
  const [lowest, highest] = [Math.min(...means), Math.max(...means)]
  const room = highest - lowest
  return {
    low: Math.max(lowest - room, Math.min(lowest, ...points.map(({ low }) => low ?? lowest))),
    high: Math.min(highest + room, Math.max(highest, ...points.map(({ high }) => high ?? highest)))
  }
}

type Line = readonly { readonly models: number; readonly value: number }[]

const armMarks = ({ label, curve }: Arm, index: number, x: Scale, y: Scale): string[] => {
  const path = (line: Line): string => steps(line, x, y)
  const validation = curve.map(({ models, mean }) => ({ models, value: mean }))
  const test = curve.flatMap(({ models, testMean }) =>
    testMean === null ? [] : [{ models, value: testMean }]
  )
  const band = bandPath(curve, x, y)
  return [
    ...(band === "" ? [] : [`<path class="band arm-${index}" d="${band}"/>`]),
    `<path class="line arm-${index}" d="${path(validation)}"/>`,
    ...(test.length === 0 ? [] : [`<path class="line dashed arm-${index}" d="${path(test)}"/>`]),
    ...hints(label, curve, x, y)
  ]
}

const steps = (line: Line, x: Scale, y: Scale): string =>
  line
    .map(({ models, value }, index) => `${index === 0 ? "M" : "L"}${px(x.at(models))} ${px(y.at(value))}`)
    .join("")

const bandPath = (curve: readonly Point[], x: Scale, y: Scale): string => {
  const edges = curve.flatMap(({ models, low, high }) =>
    low === null || high === null ? [] : [{ models, low, high }]
  )
  if (edges.length < 2) return ""
  const upper = edges.map(({ models, high }) => ({ models, value: high }))
  const lower = edges.map(({ models, low }) => ({ models, value: low })).reverse()
  return `${steps([...upper, ...lower], x, y)}Z`
}

const hints = (label: string, curve: readonly Point[], x: Scale, y: Scale): string[] => {
  const every = Math.max(1, Math.ceil(curve.length / HINTS))
  return curve
    .filter((_, index) => (index + 1) % every === 0)
    .map(({ models, mean, low, high, testMean }) => {
      const band = low === null || high === null ? "" : ` (${fitness(low)} to ${fitness(high)})`
      const test = testMean === null ? "" : `, test ${fitness(testMean)}`
      const text = `${label}, ${count(models)} models: ${fitness(mean)}${band}${test}`
      return `<circle class="hint" cx="${px(x.at(models))}" cy="${px(y.at(mean))}" r="8"><title>${escaped(text)}</title></circle>`
    })
}
