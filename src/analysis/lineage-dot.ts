/** A lineage as a Graphviz graph (https://graphviz.org/doc/info/lang.html), every parent with an edge of its own. */
import type { Relative } from "./relative.ts"
import { sayChange, sayDelta, sayFitness } from "./say-relative.ts"

/** `relatives` in the order of birth; `name` names the graph. */
export const lineageDot = (name: string, relatives: readonly Relative[]): string => {
  const known = new Set(relatives.map(({ individual }) => individual))
  const nodes = relatives.map(
    (one) => `  ${one.individual} [label=${quoted(`${one.individual}\n${sayFitness(one)}`)}]`
  )
  const edges = relatives.flatMap((one) =>
    one.parents
      .filter((parent) => known.has(parent))
      .map((parent) => {
        const label = quoted(`${sayChange(one)}\n${sayDelta(one)}`.trimEnd())
        return `  ${parent} -> ${one.individual} [label=${label}]`
      })
  )
  return [`digraph ${quoted(name)} {`, "  node [shape=box]", ...nodes, ...edges, "}", ""].join("\n")
}

const quoted = (text: string): string =>
  `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`
