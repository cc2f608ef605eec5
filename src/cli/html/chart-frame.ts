/** The frame of a chart: an SVG with a title and a description for those who cannot see it, axes, ticks and a grid. */
import { escaped, px } from "./markup.ts"
import type { Scale } from "./scale.ts"

export const CHART_WIDTH = 720
export const MARGIN = { top: 14, right: 30, bottom: 46, left: 66 } as const

export interface FrameOptions {
  /** Unique on the page. */
  readonly id: string
  readonly height: number
  readonly title: string
  readonly description: string
  readonly x: Scale
  /** Absent where the rows have labels of their own. */
  readonly y?: Scale
  readonly xTitle: string
  readonly yTitle: string
  readonly xText: (value: number) => string
}

const yText = (value: number): string => String(Number(value.toPrecision(6)))

/** Draws marks inside a frame; what lies outside the axes is cut off. */
export const chartFrame = (options: FrameOptions, marks: readonly string[]): string => {
  const { id, height, title, description, x, y, xTitle, yTitle, xText } = options
  const [left, right, top, bottom] = [
    MARGIN.left,
    CHART_WIDTH - MARGIN.right,
    MARGIN.top,
    height - MARGIN.bottom
  ]
  const xTicks = x.ticks.map(
    (tick) =>
      `<g transform="translate(${px(x.at(tick))} 0)"><path class="grid" d="M0 ${top}V${bottom}"/>` +
      `<text y="${bottom + 17}" text-anchor="middle">${escaped(xText(tick))}</text></g>`
  )
  const yTicks = (y?.ticks ?? []).map(
    (tick) =>
      `<g transform="translate(0 ${px(y?.at(tick) ?? 0)})"><path class="grid" d="M${left} 0H${right}"/>` +
      `<text x="${left - 7}" y="4" text-anchor="end">${escaped(yText(tick))}</text></g>`
  )
  return [
    `<svg viewBox="0 0 ${CHART_WIDTH} ${height}" role="img" aria-labelledby="${id}-t ${id}-d">`,
    `<title id="${id}-t">${escaped(title)}</title><desc id="${id}-d">${escaped(description)}</desc>`,
    `<clipPath id="${id}-c"><rect x="${left}" y="${top - 6}" width="${right - left + 6}" height="${bottom - top + 7}"/></clipPath>`,
    ...xTicks,
    ...yTicks,
    `<path class="axis" d="M${left} ${top}V${bottom}H${right}"/>`,
    `<text class="axis-title" x="${(left + right) / 2}" y="${height - 8}" text-anchor="middle">${escaped(xTitle)}</text>`,
    `<text class="axis-title y-title" transform="translate(14 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(yTitle)}</text>`,
    `<g clip-path="url(#${id}-c)">${marks.join("")}</g>`,
    "</svg>"
  ].join("\n")
}
