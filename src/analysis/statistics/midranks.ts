/** Ranks of values, from 1; equal values share the mean of the ranks that they take up. */

export interface Midranks {
  /** Twice the rank of each value, in the order given, so that all are whole numbers. */
  readonly doubled: readonly number[]
  /** The sizes of the groups of equal values, those of one included. */
  readonly ties: readonly number[]
}

export const midranks = (values: readonly number[]): Midranks => {
  const order = values.map((value, index) => ({ value, index })).sort((a, b) => a.value - b.value)
  const doubled = new Array<number>(values.length).fill(0)
  const ties: number[] = []
  for (let from = 0; from < order.length; ) {
    let to = from + 1
    while (to < order.length && order[to]?.value === order[from]?.value) to++
    // Ranks from + 1 … to, whose mean is half of their first and last together.
    for (const { index } of order.slice(from, to)) doubled[index] = from + 1 + to
    ties.push(to - from)
    from = to
  }
  return { doubled, ties }
}
