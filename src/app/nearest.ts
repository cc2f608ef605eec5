/** The nearest of some names to one that was mistyped, for “did you mean”. */

/** The least number of characters to put in, take out or exchange (Levenshtein 1966). */
export const editDistance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const exchanged = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(exchanged, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** A dotted path whose last part is spelt right counts as nearer than any misspelling of another. */
const distance = (typed: string, name: string): number => {
  const whole = editDistance(typed, name)
  const last = (path: string): string => path.slice(path.lastIndexOf(".") + 1)
  return last(typed) === last(name) ? Math.min(whole, 1) : whole
}

export const nearest = (typed: string, names: readonly string[]): string | undefined => {
  let best: { readonly name: string; readonly distance: number } | undefined
  for (const name of names) {
    const candidate = { name, distance: distance(typed, name) }
    if (best === undefined || candidate.distance < best.distance) best = candidate
  }
  return best?.name
}
