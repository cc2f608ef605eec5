/** Plain tables for a terminal: columns as wide as their widest cell, numbers to the right. */

export interface Column<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
  readonly align?: "left" | "right"
}

export const renderTable = <Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string => {
  const lines = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ cell }) => cell(row)))
  ]
  const widths = columns.map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)))
  const pad = (text: string, column: number): string => {
    const width = widths[column] ?? 0
    return columns[column]?.align === "right" ? text.padStart(width) : text.padEnd(width)
  }
  return lines.map((line) => line.map(pad).join("  ").trimEnd()).join("\n")
}
