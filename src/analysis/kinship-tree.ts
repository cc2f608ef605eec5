/**
 * Relatives as a tree, for the renderers: each stands below the first of its parents that is among them. Nothing
 * here calls itself, since a lineage may be many thousands deep.
 */
import type { Relative } from "./relative.ts"

export interface KinshipTree {
  /** Those with no parent among the relatives. */
  readonly roots: readonly Relative[]
  /** In the order of birth. */
  readonly childrenOf: (individual: number) => readonly Relative[]
  /** How many stand at or below it. */
  readonly sizeOf: (individual: number) => number
}

/** `relatives` in the order of birth. */
export const kinshipTree = (relatives: readonly Relative[]): KinshipTree => {
  const known = new Set(relatives.map(({ individual }) => individual))
  const parentOf = ({ parents }: Relative): number | undefined => parents.find((parent) => known.has(parent))
  const children = new Map<number, Relative[]>()
  const sizes = new Map<number, number>()
  const childrenOf = (individual: number): Relative[] => children.get(individual) ?? []
  for (const one of relatives) {
    const parent = parentOf(one)
    if (parent === undefined) continue
    const siblings = childrenOf(parent)
    siblings.push(one)
    children.set(parent, siblings)
  }
  const sizeOf = (individual: number): number => sizes.get(individual) ?? 0
  for (const { individual } of relatives.toReversed())
    sizes.set(
      individual,
      childrenOf(individual).reduce((size, child) => size + sizeOf(child.individual), 1)
    )
  return { roots: relatives.filter((one) => parentOf(one) === undefined), childrenOf, sizeOf }
}
