/**
 * Central differences of a case's reference, in double precision: at some places of each input one by one, and along
 * random directions, into which every place enters. The differences at all places of all cases would take hours.
 */
import { randomStream } from "../../../../src/domain/random-stream.ts"
import type { GradientCase } from "../../../../src/trainers/tfjs/gradient-check/gradient-case.ts"
import type { Grid } from "../../../../src/trainers/tfjs/gradient-check/reference-operations.ts"
import { outputWeight } from "./answers.ts"

/** So small that hardly ever two pixels change places in the order of their size. */
const STEP = 1e-6

/** A direction in the space of one input, and how steeply the weighted sum of the outputs rises along it. */
export interface Slope {
  /** Pairs of place and amount. */
  readonly direction: readonly (readonly [number, number])[]
  readonly slope: number
}

const weightedSum = ({ values }: Grid): number =>
  values.reduce((sum, value, index) => sum + value * outputWeight(index), 0)

const slopeAlong = (
  { inputs, reference }: GradientCase,
  index: number,
  direction: Slope["direction"]
): number => {
  const moved = (step: number): number => {
    const grids = inputs.map((grid, position) =>
      position === index ? { shape: grid.shape, values: grid.values.slice() } : grid
    )
    const { values } = grids[index]!
    for (const [place, amount] of direction) values[place] = values[place]! + step * amount
    return weightedSum(reference(grids))
  }
  return (moved(STEP) - moved(-STEP)) / (2 * STEP)
}

export interface Effort {
  readonly places: number
  readonly directions: number
}

export const slopes = (gradientCase: GradientCase, index: number, effort: Effort): readonly Slope[] => {
  const size = gradientCase.inputs[index]!.values.length
  const stream = randomStream(1, `sweep ${gradientCase.operation}`, index)
  const places = [0, size - 1, ...Array.from({ length: effort.places }, () => stream.below(size))]
  const directions: Slope["direction"][] = places.slice(0, effort.places).map((place) => [[place, 1]])
  for (let count = 0; count < effort.directions; count++) {
    directions.push(
      Array.from({ length: size }, (_, place) => [place, stream.unit() < 0.5 ? -1 : 1] as const)
    )
  }
  return directions.map((direction) => ({ direction, slope: slopeAlong(gradientCase, index, direction) }))
}
