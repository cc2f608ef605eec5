/**
 * A lineage as text for a terminal. Of several children the one with the most descendants goes on at the same
 * depth, below its siblings, which branch off with what is under them; so a line of descent is a plain list, and
 * even thousands of relatives are drawn no deeper than the logarithm of their number.
 */
import { type KinshipTree, kinshipTree } from "./kinship-tree.ts"
import type { Relative } from "./relative.ts"
import { sayChange, sayDelta, sayFitness } from "./say-relative.ts"

/** Figures stand in a column, unless something to their left is wider than this. */
const COLUMN_MAX = 72

interface Placed {
  readonly relative: Relative
  /** What is drawn before it, and before those that go on below it. */
  readonly lead: string
  readonly trunk: string
}

/** `relatives` in the order of birth; one line each. */
export const lineageTree = (relatives: readonly Relative[]): string => {
  const tree = kinshipTree(relatives)
  const digits = longest(relatives.map(({ individual }) => String(individual)))
  const lines = placed(tree).map(({ relative, lead }) => ({
    left: `${lead}${String(relative.individual).padStart(digits)}  ${sayChange(relative)}`,
    right: `${sayFitness(relative)}  ${sayDelta(relative)}`.trimEnd()
  }))
  const column = Math.min(COLUMN_MAX, longest(lines.map(({ left }) => left)))
  return lines.map(({ left, right }) => `${left.padEnd(column)}  ${right}\n`).join("")
}

/** In characters; by a loop, since there may be more texts than a call takes arguments. */
const longest = (texts: readonly string[]): number =>
  texts.reduce((length, text) => Math.max(length, text.length), 0)

const placed = ({ roots, childrenOf, sizeOf }: KinshipTree): readonly Placed[] => {
  const drawn: Placed[] = []
  const left: Placed[] = roots.toReversed().map((relative) => ({ relative, lead: "", trunk: "" }))
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    drawn.push(next)
    const { trunk } = next
    const bySize = childrenOf(next.relative.individual).toSorted(
      (a, b) => sizeOf(b.individual) - sizeOf(a.individual) || b.individual - a.individual
    )
    // The heaviest goes on the stack first, so that it is drawn last.
    for (const [index, relative] of bySize.entries())
      left.push(
        index === 0
          ? { relative, lead: trunk, trunk }
          : { relative, lead: `${trunk}├─ `, trunk: `${trunk}│  ` }
      )
  }
  return drawn
}
