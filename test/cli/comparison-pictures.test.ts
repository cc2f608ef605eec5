/** Goal: pictures show what the figures are, and no text can break out of them. Method: a comparison made by hand. */
import { describe, expect, it } from "vitest"
import { compareScenario } from "../../src/analysis/compare/scenario-comparison.ts"
import { comparisonText } from "../../src/cli/comparison-text.ts"
import { comparisonPage } from "../../src/cli/html/comparison-page.ts"
import { linearScale, roundNumbers, shortNumber } from "../../src/cli/html/scale.ts"
import { terminalChart } from "../../src/cli/terminal-chart.ts"
import { testConfig } from "../fixtures/run-config.ts"

const TOY = { space: { kind: "bits" }, evaluator: { kind: "synthetic" } }
const OWN_TABLE = { space: { kind: "table" }, evaluator: { kind: "table" } }

const history = (seed: number, fitness: readonly number[], name: string, problem: typeof TOY) => ({
  run: `r${seed}`,
  name,
  config: testConfig({ seed, ...problem }),
  engine: "test",
  status: "finished" as const,
  cycles: fitness.length,
  models: fitness.length,
  incumbents: fitness.map((value, index) => ({
    models: index + 1,
    individual: index,
    fitness: value,
    test: value - 0.1
  })),
  testMeasure: "test" as const,
  tested: null,
  sizes: { flops: { sample: [], front: [] }, parameters: { sample: [], front: [] } },
  durationMs: 1000
})

const comparisonOf = (labels: readonly string[], heights: readonly number[], problem = TOY) => ({
  scenarios: [
    compareScenario({
      label: "",
      arms: labels.map((label, arm) => ({
        label,
        histories: heights.map((height, run) =>
          history(run + 1, [height, height, height + arm * 0.1], `<${label}>`, problem)
        )
      }))
    })
  ],
  notes: [],
  runs: labels.length * heights.length,
  evaluations: 3 * labels.length * heights.length,
  confidence: 0.95,
  engines: ["test"]
})

describe("a page", () => {
  const options = { name: "<script>alert(1)</script>", about: "a & b", asked: `compare "x" 'y'` }

  it("writes labels and names as text", () => {
    const page = comparisonPage(comparisonOf(["<b>bold</b>", `"quoted"`], [0.5, 0.6]), options)
    expect(page).not.toMatch(/<script|<b>|="[^"]*"quoted"/)
    expect(page).toContain("&lt;b&gt;bold&lt;/b&gt;")
    expect(page).toContain("a &amp; b")
  })

  it.each([
    ["all runs end alike", [0.5, 0.5]],
    ["all is zero", [0, 0]],
    ["each arm has one run", [0.7]]
  ])("has whole figures where %s", (_what, heights) => {
    const page = comparisonPage(comparisonOf(["a", "b"], heights), options)
    expect(page).not.toMatch(/NaN|Infinity|undefined|null(?!,)/)
    expect(page.match(/<svg /g)).toHaveLength(3)
    // A band takes two runs.
    expect(page.match(/class="band/g) ?? []).toHaveLength(heights.length > 1 ? 2 : 0)
  })
})

it("pages and texts speak of validation only where the fitness is known to be one", () => {
  const heights = [0.5, 0.51, 0.52]
  const said = (problem: typeof TOY): string => {
    const comparison = comparisonOf(["a", "b"], heights, problem)
    const page = comparisonPage(comparison, { name: "x", about: null, asked: "x" })
    return `${page}${comparisonText(comparison, "x", false)}`.toLowerCase()
  }
  expect(said(TOY)).toContain("best validation")
  expect(said(OWN_TABLE)).toContain("best fitness")
  expect(said(OWN_TABLE)).not.toContain("validation")
})

it("the text names the higher arm only where the corrected test says so", () => {
  const few = comparisonText(comparisonOf(["low", "high"], [0.5, 0.51, 0.52]), "x", false)
  expect(few).toMatch(/low : high +validation +0\.00 +0\.100 +0\.100 +no difference shown/)
  const more = comparisonText(comparisonOf(["low", "high"], [0.5, 0.51, 0.52, 0.53, 0.54]), "x", false)
  expect(more).toMatch(/low : high +validation +0\.00 +0\.008 +0\.008 +high is higher/)
})

describe("a chart in the terminal", () => {
  const rising = { label: "rising", points: [10, 50, 100].map((x) => ({ x, y: x / 100 })) }
  const flat = { label: "flat", points: [10, 50, 100].map((x) => ({ x, y: 0.1 })) }
  const chart = (colour: boolean) => terminalChart([rising, flat], { colour, xTitle: "models" })

  it("puts the highest at the top, the lowest at the bottom, and the last at the right", () => {
    const lines = chart(false).split("\n")
    expect(lines[0]).toMatch(/^ 1\.0000 │ {65}o$/)
    expect(lines[15]).toMatch(/^ 0\.1000 │ +o +x +x$/)
    expect(lines.every((line) => line.length <= 78)).toBe(true)
    expect(chart(false)).toMatch(/o rising\n.*x flat$/)
  })

  it("is the same in colour, once the colours are taken out", () => {
    expect(chart(true)).toContain("\u001b[34m")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what colours are
    expect(chart(true).replace(/\u001b\[\d+m/g, "")).toBe(chart(false))
  })

  it("of nothing is nothing", () => {
    expect(terminalChart([], { colour: false, xTitle: "" })).toBe("")
  })
})

describe("an axis", () => {
  it("has round numbers within its ends", () => {
    expect(roundNumbers(0, 1000, 6)).toEqual([0, 200, 400, 600, 800, 1000])
    expect(roundNumbers(0.9129, 0.9172, 4)).toEqual([0.914, 0.916])
    expect(roundNumbers(0.91, 0.94, 3)).toEqual([0.91, 0.92, 0.93, 0.94])
  })

  it("maps its ends to its ends, also of a single value", () => {
    const scale = linearScale({ low: 2, high: 4, from: 100, to: 0, ticks: 4 })
    expect([scale.at(2), scale.at(3), scale.at(4)]).toEqual([100, 50, 0])
    expect(linearScale({ low: 5, high: 5, from: 0, to: 10, ticks: 4 }).at(5)).toBe(5)
  })

  it("says large numbers shortly", () => {
    expect([999, 1500, 121_820_000, 2e9].map(shortNumber)).toEqual(["999", "1.5k", "121.8M", "2G"])
  })
})
