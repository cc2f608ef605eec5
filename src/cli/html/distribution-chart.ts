/** Where the runs of each arm ended: a dot for each run, and a box from quartile to quartile with the median. */
import type { Comparison } from "../../analysis/compare/comparison.ts"
import { fitness } from "../format.ts"
import { fitnessName, testName } from "../measure-names.ts"
import { CHART_WIDTH, chartFrame, MARGIN } from "./chart-frame.ts"
import { escaped, px } from "./markup.ts"
import { linearScale, type Scale } from "./scale.ts"

type Scenario = Comparison["scenarios"][number]
type Spread = Scenario["arms"][number]["final"]["validation"]

const LANE = 34
const LABEL_LANE = 18
/** Dots of a lane are spread over so many heights, in turn, so that equal values do not hide each other. */
const HEIGHTS = 5
const HEIGHT_STEP = 4

interface Lane {
  readonly arm: string
  readonly index: number
  readonly spread: Spread
  readonly names: readonly string[]
}

/** Of the best validation of each run, or of the test of that model; the arms that have none are left out. */
export const distributionChart = (scenario: Scenario, of: "validation" | "test", id: string): string => {
  const lanes = scenario.arms.flatMap(({ label, final, runs }, index): Lane[] => {
    const spread = final[of]
    return spread === null ? [] : [{ arm: label, index, spread, names: runs.map(({ name }) => name) }]
  })
  const values = lanes.flatMap(({ spread }) => spread.values)
  const height = MARGIN.top + lanes.length * (LANE + LABEL_LANE) + 10 + MARGIN.bottom
  const x = linearScale({
    low: Math.min(...values),
    high: Math.max(...values),
    from: MARGIN.left + 6,
    to: CHART_WIDTH - MARGIN.right - 8,
    ticks: 7
  })
  const what = of === "validation" ? fitnessName(scenario.fitnessMeasure) : testName(scenario.testMeasure)
  return chartFrame(
    {
      id,
      height,
      title: `Where the runs ended: ${what}${scenario.label === "" ? "" : `, ${scenario.label}`}`,
      description: lanes
        .map(({ arm, spread }) => `${arm}: median ${fitness(spread.median)} of ${spread.n} runs`)
        .join("; "),
      x,
      xTitle: what,
      yTitle: "",
      xText: (value) => String(Number(value.toPrecision(6)))
    },
    lanes.map((lane, row) => laneMarks(lane, MARGIN.top + row * (LANE + LABEL_LANE), x))
  )
}

const laneMarks = (lane: Lane, top: number, x: Scale): string => {
  const { arm, index, names, spread } = lane
  const middle = top + LABEL_LANE + LANE / 2
  const [low, high] = [x.at(spread.lowerQuartile), x.at(spread.upperQuartile)]
  const dots = spread.values.map((value, run) => {
    const y = middle + ((run % HEIGHTS) - (HEIGHTS - 1) / 2) * HEIGHT_STEP
    const text = `${names[run] ?? arm}: ${fitness(value)}`
    return `<circle class="dot arm-${index}" cx="${px(x.at(value))}" cy="${px(y)}" r="3.2"><title>${escaped(text)}</title></circle>`
  })
  return [
    `<text class="lane" x="${MARGIN.left + 6}" y="${top + 13}">${escaped(arm)}</text>`,
    `<path class="whisker arm-${index}" d="M${px(x.at(spread.min))} ${middle}H${px(x.at(spread.max))}"/>`,
    `<rect class="box arm-${index}" x="${px(low)}" y="${middle - LANE / 2 + 4}" width="${px(Math.max(1, high - low))}" height="${LANE - 8}"/>`,
    ...dots,
    `<path class="median arm-${index}" d="M${px(x.at(spread.median))} ${middle - LANE / 2 + 2}v${LANE - 4}"/>`
  ].join("")
}
