/**
 * A genome as the decisions that NASNet's controller makes (Zoph et al. 2018), less the choice of how to combine,
 * which is always the sum here: the normal cell, then the reduction cell; of each combination the left hidden state, the
 * right hidden state, the left operation, the right operation.
 */
import type { DecisionCoding } from "../../domain/space.ts"
import { type Cell, type Combination, type NasnetGenome, readableStates } from "./genome.ts"
import type { NasnetVariant } from "./variants.ts"

const DECISIONS_PER_COMBINATION = 4

/** The combination that four decisions make; `undefined` where one of them names nothing that there is. */
const readCombination = (
  { operations }: NasnetVariant,
  index: number,
  decisions: readonly number[]
): Combination | undefined => {
  const [leftState = -1, rightState = -1, left = -1, right = -1] = decisions
  const isReadable = (state: number): boolean =>
    Number.isInteger(state) && state >= 0 && state < readableStates(index)
  const leftOperation = operations[left]
  const rightOperation = operations[right]
  if (leftOperation === undefined || rightOperation === undefined) return undefined
  if (!isReadable(leftState) || !isReadable(rightState)) return undefined
  return {
    left: { state: leftState, operation: leftOperation },
    right: { state: rightState, operation: rightOperation }
  }
}

const readCell = (variant: NasnetVariant, decisions: readonly number[]): Cell | undefined => {
  const cell: Combination[] = []
  for (let index = 0; index < variant.combinations; index++) {
    const start = index * DECISIONS_PER_COMBINATION
    const combination = readCombination(
      variant,
      index,
      decisions.slice(start, start + DECISIONS_PER_COMBINATION)
    )
    if (combination === undefined) return undefined
    cell.push(combination)
  }
  return cell
}

/** The coding of the genomes that are searched. A published genotype's list of concatenated states is not in it. */
export const nasnetDecisions = (variant: NasnetVariant): DecisionCoding<NasnetGenome> => {
  const cellOptions = Array.from({ length: variant.combinations }, (_, index) => {
    const states = readableStates(index)
    const operations = variant.operations.length
    return [states, states, operations, operations]
  }).flat()
  const decide = ({ left, right }: Combination): readonly number[] => [
    left.state,
    right.state,
    variant.operations.indexOf(left.operation),
    variant.operations.indexOf(right.operation)
  ]
  return {
    options: [...cellOptions, ...cellOptions],
    toGenome: (decisions) => {
      if (decisions.length !== 2 * cellOptions.length) return undefined
      const normal = readCell(variant, decisions.slice(0, cellOptions.length))
      const reduction = readCell(variant, decisions.slice(cellOptions.length))
      return normal === undefined || reduction === undefined ? undefined : { normal, reduction }
    },
    toDecisions: ({ normal, reduction }) => [...normal, ...reduction].flatMap(decide)
  }
}
