/** Rows put in order by several columns of small whole numbers, in linear time: a radix sort, least column first. */

export interface SortColumn {
  /** A number in [0, size) for each row. */
  readonly codes: Uint32Array
  readonly size: number
}

/** The numbers of the rows in ascending order: by the first column, where that is equal by the second, and so on. */
export const orderRows = (columns: readonly SortColumn[], rowCount: number): Uint32Array => {
  let order = new Uint32Array(rowCount).map((_, row) => row)
  for (const column of columns.toReversed()) order = orderByOne(column, order)
  return order
}

/** Keeps rows of equal code in the order in which they come. */
const orderByOne = ({ codes, size }: SortColumn, order: Uint32Array): Uint32Array<ArrayBuffer> => {
  const next = new Uint32Array(size + 1)
  for (const code of codes) next[code + 1] = (next[code + 1] ?? 0) + 1
  for (let code = 0; code < size; code++) next[code + 1] = (next[code + 1] ?? 0) + (next[code] ?? 0)
  const ordered = new Uint32Array(order.length)
  for (const row of order) {
    const code = codes[row] ?? 0
    const place = next[code] ?? 0
    ordered[place] = row
    next[code] = place + 1
  }
  return ordered
}
