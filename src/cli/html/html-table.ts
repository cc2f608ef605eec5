/** A table of a page; it scrolls by itself where the page is narrower. */
import { escaped } from "./markup.ts"

export interface HtmlColumn<Row> {
  readonly title: string
  readonly cell: (row: Row) => string
  readonly isNumber?: boolean
}

export const htmlTable = <Row>(
  caption: string,
  rows: readonly Row[],
  columns: readonly HtmlColumn<Row>[]
): string => {
  const opening = (tag: string, { isNumber }: HtmlColumn<Row>): string =>
    isNumber === true ? `<${tag} class="n">` : `<${tag}>`
  const head = columns.map((column) => `${opening("th", column)}${escaped(column.title)}</th>`).join("")
  const body = rows.map(
    (row) =>
      `<tr>${columns.map((column) => `${opening("td", column)}${escaped(column.cell(row))}</td>`).join("")}</tr>`
  )
  return `<h3>${escaped(caption)}</h3><div class="scroll" tabindex="0" role="region" aria-label="${escaped(caption)}"><table><thead><tr>${head}</tr></thead><tbody>${body.join("\n")}</tbody></table></div>`
}
