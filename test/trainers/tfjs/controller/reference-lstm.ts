/**
 * The LSTM controller a second time, in double precision and one number at a time, for tests: what it is said to
 * compute, written without regard to how it does. Weights are read from the flat vector by the documented order.
 */
import type { Experience } from "../../../../src/domain/controller.ts"
import type { ObjectiveConfig } from "../../../../src/trainers/tfjs/controller/clipped-objective.ts"

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x))

/** Row-major matrices and vectors, taken off a flat vector one after the other. */
const takeFrom = (flat: ArrayLike<number>) => {
  let begin = 0
  return (rows: number, columns: number) => {
    const from = begin
    begin += rows * columns
    return (row: number, column: number): number => flat[from + row * columns + column]!
  }
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

export interface Judged {
  readonly logProbability: number
  readonly entropy: number
}

/** How many weights there are, by the shapes of the paper. */
export const referenceWeightCount = (options: readonly number[], units: number): number => {
  const outputs = total(options)
  const inputs = 1 + outputs - options.at(-1)!
  return inputs * units + 8 * units * units + 4 * units + units * outputs + outputs
}

/** What the weights, at the head of `parameters`, give to one sequence of decisions. */
export const judge = (
  options: readonly number[],
  units: number,
  parameters: ArrayLike<number>,
  decisions: readonly number[]
): Judged => {
  const outputs = total(options)
  const take = takeFrom(parameters)
  const embeddings = take(1 + outputs - options.at(-1)!, units)
  const input = take(units, 4 * units)
  const recurrent = take(units, 4 * units)
  const bias = take(1, 4 * units)
  const output = take(units, outputs)
  const outputBias = take(1, outputs)
  const axis = Array.from({ length: units }, (_, unit) => unit)
  let hidden = axis.map(() => 0)
  let cell = axis.map(() => 0)
  let row = 0
  let begin = 0
  let logProbability = 0
  let entropy = 0
  for (const [step, count] of options.entries()) {
    const gate = (kind: number, unit: number): number => {
      const column = kind * units + unit
      const fed = total(axis.map((k) => embeddings(row, k) * input(k, column)))
      return fed + total(axis.map((k) => hidden[k]! * recurrent(k, column))) + bias(0, column)
    }
    cell = axis.map(
      (unit) => sigmoid(gate(1, unit)) * cell[unit]! + sigmoid(gate(0, unit)) * Math.tanh(gate(3, unit))
    )
    hidden = axis.map((unit) => sigmoid(gate(2, unit)) * Math.tanh(cell[unit]!))
    const powers = Array.from({ length: count }, (_, option) =>
      Math.exp(total(axis.map((k) => hidden[k]! * output(k, begin + option))) + outputBias(0, begin + option))
    )
    const probabilities = powers.map((power) => power / total(powers))
    logProbability += Math.log(probabilities[decisions[step]!]!)
    entropy -= total(probabilities.map((p) => p * Math.log(p)))
    row = 1 + begin + decisions[step]!
    begin += count
  }
  return { logProbability, entropy }
}

/** The loss of PPO over a batch. */
export const referenceLoss = (
  judged: readonly Judged[],
  batch: readonly Experience[],
  { clip, entropyWeight }: ObjectiveConfig
): number => {
  const gains = batch.map(({ logProbability, advantage }, index) => {
    const ratio = Math.exp(judged[index]!.logProbability - logProbability)
    const clipped = Math.min(Math.max(ratio, 1 - clip), 1 + clip)
    return Math.min(ratio * advantage, clipped * advantage) + entropyWeight * judged[index]!.entropy
  })
  return -total(gains) / batch.length
}
