/** Linear scales and round numbers for axes. */

export interface Scale {
  readonly low: number
  readonly high: number
  readonly ticks: readonly number[]
  /** From a value to a coordinate. */
  readonly at: (value: number) => number
}

export interface ScaleOptions {
  readonly low: number
  readonly high: number
  readonly from: number
  readonly to: number
  /** About how many ticks. */
  readonly ticks: number
}

/** A scale between two coordinates; where all values are the same, it is widened around them. */
export const linearScale = ({ low, high, from, to, ticks }: ScaleOptions): Scale => {
  const margin = high > low ? 0 : Math.abs(low) * 0.01 || 1
  const [first, last] = [low - margin, high + margin]
  return {
    low: first,
    high: last,
    ticks: roundNumbers(first, last, ticks),
    at: (value) => from + ((value - first) / (last - first)) * (to - from)
  }
}

const STEPS = [1, 2, 5, 10]

/** Multiples of 1, 2 or 5 times a power of ten that lie between two values. */
export const roundNumbers = (low: number, high: number, about: number): readonly number[] => {
  const rough = (high - low) / Math.max(1, about)
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * (STEPS.find((candidate) => candidate * power >= rough * 0.999) ?? 10)
  const ticks: number[] = []
  for (let n = Math.ceil(low / step - 1e-9); n * step <= high + step * 1e-9; n++)
    ticks.push(Number((n * step).toPrecision(12)))
  return ticks
}

const THOUSAND = 1000
const UNITS = ["", "k", "M", "G", "T", "P"]

/** 1500000 as 1.5M: for ticks of sizes. */
export const shortNumber = (value: number): string => {
  let [rest, unit] = [value, 0]
  while (Math.abs(rest) >= THOUSAND && unit < UNITS.length - 1) {
    rest /= THOUSAND
    unit++
  }
  return `${Number(rest.toPrecision(4))}${UNITS[unit] ?? ""}`
}
