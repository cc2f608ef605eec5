/**
 * A lineage in the Newick format of tree viewers (https://phylipweb.github.io/phylip/newicktree.html). A branch is
 * as long as the number of births between parent and child. Newick knows one parent only: a child of several hangs
 * from the first. Fitness and operator follow as comments, in the form that FigTree reads.
 */
import { kinshipTree } from "./kinship-tree.ts"
import type { Relative } from "./relative.ts"

/** `relatives` in the order of birth. */
export const lineageNewick = (relatives: readonly Relative[]): string => {
  const { roots, childrenOf } = kinshipTree(relatives)
  const texts = new Map<number, string>()
  const branch = (child: Relative, from: number): string =>
    `${texts.get(child.individual) ?? ""}:${child.individual - from}`
  // Children were born after their parents, so from the last to the first every text needed is there.
  for (const one of relatives.toReversed()) {
    const below = childrenOf(one.individual).map((child) => branch(child, one.individual))
    texts.set(one.individual, `${below.length === 0 ? "" : `(${below.join(",")})`}${label(one)}`)
  }
  const whole = roots.map((root) => texts.get(root.individual) ?? "")
  return `${whole.length === 1 ? whole[0] : `(${whole.join(",")})`};\n`
}

const label = ({ individual, operator, fitness }: Relative): string => {
  const name = operator.replaceAll(/[^\w .-]/g, "_")
  return `${individual}[&operator="${name}"${fitness === null ? "" : `,fitness=${fitness}`}]`
}
