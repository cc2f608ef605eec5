/** Learning rates at the corners of each schedule, and a warm-up in front of any. */
import { describe, expect, it } from "vitest"
import { tfjsConfigSchema } from "../../../../src/trainers/tfjs/config.ts"
import { learningRateAt } from "../../../../src/trainers/tfjs/training/learning-rate.ts"

const COUNTS = { steps: 40, stepsOfEpoch: 4 }

const rates = (changes: object, steps = COUNTS.steps): number[] => {
  const config = tfjsConfigSchema.parse({ kind: "tfjs", learningRate: 0.8, ...changes })
  return Array.from({ length: steps }, (_, step) => learningRateAt(config, step, { ...COUNTS, steps }))
}

/** The steps at which the rate differs from the one before, and what it is from then on. */
const falls = (all: readonly number[]): [number, number][] =>
  all.flatMap((rate, step): [number, number][] =>
    step > 0 && rate !== all[step - 1] ? [[step, Number(rate.toFixed(9))]] : []
  )

describe("without a warm-up", () => {
  it("none stays, a cosine goes from the rate through its half to almost zero", () => {
    expect(new Set(rates({ learningRateDecay: "none" }))).toEqual(new Set([0.8]))
    const cosine = rates({})
    expect(cosine[0]).toBe(0.8)
    expect(cosine[20]).toBeCloseTo(0.4, 12)
    expect(cosine[39]).toBeCloseTo(0.4 * (1 + Math.cos((39 / 40) * Math.PI)), 12)
    expect(rates({}, 1)).toEqual([0.8])
  })

  it("exponential falls by 0.97 every two epochs, at once or smoothly", () => {
    const stairs = falls(rates({ learningRateDecay: "exponential" }, 20))
    expect(stairs).toEqual([
      [8, 0.776],
      [16, 0.75272]
    ])
    const smooth = rates({ learningRateDecay: "exponential", learningRateStaircase: false })
    expect(smooth[0]).toBe(0.8)
    expect(smooth[8]).toBeCloseTo(0.776, 12)
    expect(smooth[1]).toBeCloseTo(0.8 * 0.97 ** (1 / 8), 12)
    const quarter = {
      learningRateDecay: "exponential",
      learningRateFactor: 0.5,
      learningRateDecayEpochs: 0.5
    }
    expect(rates(quarter).slice(0, 5)).toEqual([0.8, 0.8, 0.4, 0.4, 0.2])
  })

  it("step falls by a tenth, or the factor, with the first step after each milestone", () => {
    const milestones = { learningRateDecay: "step", learningRateMilestones: [2, 2.5, 50] }
    expect(falls(rates(milestones))).toEqual([
      [8, 0.08],
      [10, 0.008]
    ])
    expect(falls(rates({ ...milestones, learningRateFactor: 0.5 }))).toEqual([
      [8, 0.4],
      [10, 0.2]
    ])
  })
})

describe("a warm-up", () => {
  it("rises in equal parts to the full rate at its last step, before any decay", () => {
    for (const decay of ["none", "cosine", "exponential", "step"]) {
      const found = rates({ learningRateDecay: decay, learningRateMilestones: [5], warmUpEpochs: 1 })
      expect(found.slice(0, 4)).toEqual([0.2, 0.4, expect.closeTo(0.6, 12), 0.8])
    }
  })

  it("leaves a cosine all the rest, which still ends just above zero", () => {
    const found = rates({ warmUpEpochs: 5 })
    expect(found[20]).toBe(0.8)
    expect(found[30]).toBeCloseTo(0.4, 12)
    expect(found[39]).toBeCloseTo(0.4 * (1 + Math.cos((19 / 20) * Math.PI)), 12)
  })

  it("does not shift the epochs of the others, and may be longer than the training", () => {
    const found = rates({ learningRateDecay: "step", learningRateMilestones: [2], warmUpEpochs: 1.5 })
    expect(falls(found).at(-1)).toEqual([8, 0.08])
    expect(rates({ warmUpEpochs: 20 }).at(-1)).toBe(0.4)
    expect(rates({ warmUpEpochs: 0.1 })[0]).toBe(0.8)
  })
})
