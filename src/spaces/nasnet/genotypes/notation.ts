/**
 * Reads cells in the notation of the literature: "sep3x3(0)+none(1) avg3x3(2)+1x1(0) -> 3". Each pair is an operation
 * and the hidden state it reads, twice; after the arrow stand the hidden states that the cell concatenates.
 * For genotypes that stand in this program: a mistake in one is an error of ours, and throws.
 */
import { type NasnetGenome, nasnetGenomeSchema } from "../genome.ts"
import { NASNET_VARIANTS, type NasnetVariant } from "../variants.ts"

interface WrittenCells {
  readonly normal: string
  readonly reduction: string
}

const readElement = (text: string): unknown => {
  const [, operation, state] = /^(.+)\((\d+)\)$/.exec(text) ?? []
  return { operation, state: Number(state) }
}

const readCell = (text: string): { readonly combinations: unknown; readonly concat: unknown } => {
  const [combinations = "", concat] = text.split(" -> ")
  return {
    combinations: combinations.split(" ").map((combination) => {
      const [left = "", right = ""] = combination.split("+")
      return { left: readElement(left), right: readElement(right) }
    }),
    concat: concat?.split(",").map(Number)
  }
}

/** The genome of two cells; a cell without an arrow concatenates what it leaves unused. */
export const readGenome = (
  { normal, reduction }: WrittenCells,
  variant: NasnetVariant = NASNET_VARIANTS["SP-II"]
): NasnetGenome => {
  const cells = Object.entries({ normal: readCell(normal), reduction: readCell(reduction) })
  const lists = cells.flatMap(([name, { concat }]) => (concat === undefined ? [] : [[name, concat] as const]))
  return nasnetGenomeSchema(variant).parse({
    ...Object.fromEntries(cells.map(([name, { combinations }]) => [name, combinations])),
    ...(lists.length === 0 ? {} : { concat: Object.fromEntries(lists) })
  })
}
