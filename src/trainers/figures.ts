/** Figures that strangers report for people to watch: what is no finite number is left out rather than complained of. */

export const isFigure = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value)

export const finiteFigures = (value: unknown): Readonly<Record<string, number>> => {
  const shown = typeof value === "object" && value !== null ? Object.entries(value) : []
  return Object.fromEntries(
    shown.flatMap(([name, figure]) => (isFigure(figure) ? [[name, figure] as const] : []))
  )
}
