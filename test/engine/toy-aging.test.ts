/**
 * Where aging helps: the toy of the supplement with noise. The long form is `npm run reproduce`, with 1,000 seeds.
 * True accuracies of the best have a standard deviation of about .03 (aging) and .045 (non-aging) over runs.
 */
import { expect, it } from "vitest"
import { agingAndControl, toyRun } from "../../bench/reproduce/toy.ts"
import { mean } from "../../src/analysis/statistics/moments.ts"

const SEEDS = 40
const { aging, nonAging } = agingAndControl(100, 25)

const truths = (noise: number, policy: typeof aging | typeof nonAging): number[] =>
  Array.from(
    { length: SEEDS },
    (_, i) => toyRun({ length: 100, noise, cycles: 2000, policy }, i + 1).trueAccuracy
  )

it("aging beats non-aging at D = 100, σ = .03: .863 and .783, seeds 1 to 40 (error probability 1e-6 each)", () => {
  // 4.9 standard errors of 40 runs.
  expect(Math.abs(mean(truths(0.03, aging)) - 0.863)).toBeLessThan(0.024)
  expect(Math.abs(mean(truths(0.03, nonAging)) - 0.783)).toBeLessThan(0.035)
})
