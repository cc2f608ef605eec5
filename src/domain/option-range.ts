/**
 * Where the options of each decision lie in one flat list of all options of all decisions. Both controllers keep
 * what they know of options in that order.
 */
export interface OptionRange {
  /** The position of the decision's first option. */
  readonly begin: number
  /** How many options the decision has. */
  readonly count: number
}

/** Throws RangeError where there is no decision, or one without an option. */
export const optionRanges = (options: readonly number[]): readonly OptionRange[] => {
  if (options.length === 0) throw new RangeError("a controller needs at least one decision to make")
  let begin = 0
  return options.map((count, decision) => {
    if (!Number.isInteger(count) || count < 1) {
      throw new RangeError(`decision ${decision} has ${count} options; it needs a whole number of at least 1`)
    }
    const range = { begin, count }
    begin += count
    return range
  })
}

/** The options of all decisions together. */
export const countOptions = (ranges: readonly OptionRange[]): number =>
  ranges.reduce((sum, { count }) => sum + count, 0)

/** The positions of the chosen options in the flat list. Throws RangeError where a decision is none of the coding's. */
export const optionPositions = (
  ranges: readonly OptionRange[],
  decisions: readonly number[]
): readonly number[] => {
  if (decisions.length !== ranges.length) {
    throw new RangeError(`${decisions.length} decisions were handed to a controller of ${ranges.length}`)
  }
  return ranges.map(({ begin, count }, decision) => {
    const option = decisions[decision] ?? Number.NaN
    if (!Number.isInteger(option) || option < 0 || option >= count) {
      throw new RangeError(`decision ${decision} is ${option}, which is not one of its ${count} options`)
    }
    return begin + option
  })
}
