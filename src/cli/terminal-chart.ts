/** Lines in a terminal: one character a column and series, with axes, in at most 78 columns. */

export interface Series {
  readonly label: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

const COLUMNS = 66
const ROWS = 16
const LABEL_COLUMNS = 8
/** The steep beginning of a search is cut off, or the rest, where the series differ, would be a flat line. */
const SHOWN_FROM = 0.05
const MARKS = ["o", "x", "+", "*", "#", "@", "%", "&"]
/** Colours that stay apart for the colour-blind: blue, yellow, magenta, cyan, green, red. */
const COLOURS = [34, 33, 35, 36, 32, 31]

export const seriesMark = (index: number): string => MARKS[index % MARKS.length] ?? "o"

export interface ChartOptions {
  readonly colour: boolean
  readonly xTitle: string
}

/** Empty where there is nothing to draw. */
export const terminalChart = (series: readonly Series[], { colour, xTitle }: ChartOptions): string => {
  const xMax = Math.max(0, ...series.flatMap(({ points }) => points.map(({ x }) => x)))
  const shown = series.map(({ points }) => points.filter(({ x }) => x >= xMax * SHOWN_FROM))
  const values = shown.flatMap((points) => points.map(({ y }) => y))
  if (values.length === 0) return ""
  const low = Math.min(...values)
  const span = Math.max(...values) - low || 1
  const cells = Array.from({ length: ROWS }, () => new Array<string>(COLUMNS).fill(" "))
  for (const [index, points] of shown.entries()) {
    for (const { x, y } of points) {
      const row = cells[Math.round((1 - (y - low) / span) * (ROWS - 1))]
      const column = Math.round((x / xMax) * (COLUMNS - 1))
      // The first series that is there stays visible.
      if (row?.[column] === " ") row[column] = painted(seriesMark(index), index, colour)
    }
  }
  const lines = cells.map((row, index) => `${yLabel(index, low, span)}│${row.join("").trimEnd()}`)
  const xLabels = `0${xMax.toLocaleString("en-US").padStart(COLUMNS - 1)}`
  return [
    ...lines,
    `${" ".repeat(LABEL_COLUMNS)}└${"─".repeat(COLUMNS)}`,
    `${" ".repeat(LABEL_COLUMNS + 1)}${xLabels}`,
    `${" ".repeat(LABEL_COLUMNS + 1)}${xTitle}`,
    ...series.map(
      ({ label }, index) =>
        `${" ".repeat(LABEL_COLUMNS + 1)}${painted(seriesMark(index), index, colour)} ${label}`
    )
  ].join("\n")
}

const painted = (text: string, index: number, colour: boolean): string =>
  colour ? `\u001b[${COLOURS[index % COLOURS.length]}m${text}\u001b[0m` : text

const LABELLED_EVERY = 5

const yLabel = (row: number, low: number, span: number): string =>
  row % LABELLED_EVERY === 0
    ? `${(low + (1 - row / (ROWS - 1)) * span).toFixed(4)} `.padStart(LABEL_COLUMNS)
    : " ".repeat(LABEL_COLUMNS)
