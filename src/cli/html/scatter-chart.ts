/** Fitness against size: some of the models of all runs, and for each arm the line of those that nothing beats. */
import type { Comparison } from "../../analysis/compare/comparison.ts"
import { fitness } from "../format.ts"
import { fitnessName } from "../measure-names.ts"
import { CHART_WIDTH, chartFrame, MARGIN } from "./chart-frame.ts"
import { escaped, px } from "./markup.ts"
import { linearScale, type Scale, shortNumber } from "./scale.ts"

type Scenario = Comparison["scenarios"][number]
type Sizes = NonNullable<Scenario["arms"][number]["sizes"]>
type Model = Sizes["sample"][number]

const HEIGHT = 380
const DOTS_MAX = 160
/** Of the least fit models so large a share may be cut off below, so that the others can be told apart. */
const CUT_SHARE = 0.2

export const sizeTitle = (size: Scenario["size"]): string => (size === "flops" ? "FLOPs" : "parameters")

/** Undefined where no size is recorded. */
export const scatterChart = (scenario: Scenario, id: string): string | undefined => {
  const arms = scenario.arms.flatMap(({ label, sizes }, index) =>
    sizes === null ? [] : [{ label, sizes, index }]
  )
  if (arms.length < scenario.arms.length) return undefined
  const dots = arms.map(({ label, sizes, index }) => ({
    label,
    index,
    models: fewer(sizes.sample),
    front: sizes.front
  }))
  const all = dots.flatMap(({ models, front }) => [...models, ...front])
  const x = linearScale({
    low: Math.min(...all.map(({ size }) => size)),
    high: Math.max(...all.map(({ size }) => size)),
    from: MARGIN.left + 6,
    to: CHART_WIDTH - MARGIN.right - 6,
    ticks: 6
  })
  const y = linearScale({
    low: lowest(all),
    high: Math.max(...all.map((model) => model.fitness)),
    from: HEIGHT - MARGIN.bottom - 4,
    to: MARGIN.top + 4,
    ticks: 6
  })
  const title = sizeTitle(scenario.size)
  const fitnessWord = fitnessName(scenario.fitnessMeasure)
  return chartFrame(
    {
      id,
      height: HEIGHT,
      title: `${fitnessWord === "validation" ? "Validation accuracy" : "Fitness"} against ${title}${scenario.label === "" ? "" : `, ${scenario.label}`}`,
      description: dots
        .map(({ label, front }) => `${label}: ${front.length} models that no other of it beats in both`)
        .join("; "),
      x,
      y,
      xTitle: title,
      yTitle: fitnessWord,
      xText: shortNumber
    },
    dots.flatMap(({ label, index, models, front }) => [
      ...models.map((model) => dot(label, index, model, x, y, false)),
      `<path class="line arm-${index}" d="${stairs(front, x, y)}"/>`,
      ...front.map((model) => dot(label, index, model, x, y, true))
    ])
  )
}

const fewer = (sample: readonly Model[]): readonly Model[] => {
  const every = Math.max(1, Math.ceil(sample.length / DOTS_MAX))
  return sample.filter((_, index) => index % every === 0)
}

const lowest = (models: readonly Model[]): number => {
  const ascending = models.map((model) => model.fitness).sort((a, b) => a - b)
  return ascending[Math.floor(ascending.length * CUT_SHARE)] ?? 0
}

const dot = (label: string, index: number, model: Model, x: Scale, y: Scale, onFront: boolean): string => {
  const text = `${label}: ${fitness(model.fitness)} at ${shortNumber(model.size)}`
  const place = `cx="${px(x.at(model.size))}" cy="${px(y.at(model.fitness))}"`
  return `<circle class="${onFront ? "dot" : "faint"} arm-${index}" ${place} r="${onFront ? 3.4 : 2.4}"><title>${escaped(text)}</title></circle>`
}

/** A larger model does not help before there is a better one: steps, not slopes. */
const stairs = (front: readonly Model[], x: Scale, y: Scale): string =>
  front
    .map(({ size, fitness: value }, index) =>
      index === 0 ? `M${px(x.at(size))} ${px(y.at(value))}` : `H${px(x.at(size))}V${px(y.at(value))}`
    )
    .join("")
