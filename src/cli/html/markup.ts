/** Text and numbers as they may stand in HTML and SVG. */

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;"
}

/** Any text, safe between tags and in quoted attributes. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)

const DECIMALS = 1

/** A coordinate; a tenth of a pixel is enough, and keeps a page small. */
export const px = (value: number): string => String(Number(value.toFixed(DECIMALS)))
