/**
 * The two mutations of "Regularized Evolution" (Real et al. 2018, section "Evolutionary algorithm"). Both draw
 * a cell (normal or reduction), one of its combinations and one of that combination's two elements, all
 * uniformly. The paper's third mutation, the identity, belongs to the policy.
 */

import type { RandomStream } from "../../domain/random-stream.ts"
import type { Mutation, MutationOperator } from "../../domain/space.ts"
import type { NasnetConfig } from "./config.ts"
import {
  type Cell,
  type CellName,
  type Element,
  type NasnetGenome,
  readableStates,
  type Side
} from "./genome.ts"
import type { NasnetVariant, OperationName } from "./variants.ts"

type NewOperation = NasnetConfig["newOperation"]

interface Place {
  readonly cell: CellName
  readonly combination: number
  readonly side: Side
}

const drawPlace = (variant: NasnetVariant, stream: RandomStream): Place => {
  const cell = stream.below(2) === 0 ? "normal" : "reduction"
  const combination = stream.below(variant.combinations)
  const side = stream.below(2) === 0 ? "left" : "right"
  return { cell, combination, side }
}

const elementAt = (genome: NasnetGenome, place: Place): Element => {
  const combination = genome[place.cell][place.combination]
  if (combination === undefined) {
    throw new RangeError(
      `the ${place.cell} cell has no combination ${place.combination}; validate the genome first`
    )
  }
  return combination[place.side]
}

const withElement = (genome: NasnetGenome, place: Place, element: Element): NasnetGenome => {
  const cell: Cell = genome[place.cell].map((combination, index) =>
    index === place.combination ? { ...combination, [place.side]: element } : combination
  )
  // Nothing else is kept: a published genotype's own list of concatenated states is not the child's.
  const { normal, reduction } = genome
  return { normal, reduction, [place.cell]: cell }
}

/**
 * Makes one element read another hidden state. "Another" excludes the present one, and only states that come
 * before the combination are eligible, so no loop can form: the paper leaves both open, and this is the reading
 * that keeps the numbered tables it prints.
 */
const mutateHiddenState =
  (variant: NasnetVariant): MutationOperator<NasnetGenome> =>
  (genome, stream): Mutation<NasnetGenome> => {
    const place = drawPlace(variant, stream)
    const element = elementAt(genome, place)
    const drawn = stream.below(readableStates(place.combination) - 1)
    const state = drawn < element.state ? drawn : drawn + 1
    return {
      genome: withElement(genome, place, { ...element, state }),
      change: { ...place, from: element.state, to: state }
    }
  }

/**
 * Replaces one element's operation by a uniform draw from the variant's list. The draw may be the present
 * operation again (probability 1/8 in SP-I, 1/19 in SP-II): the paper says "a random choice from the list" and
 * excludes nothing. Where a different one is asked for, it is drawn from the others.
 */
const mutateOperation =
  (variant: NasnetVariant, newOperation: NewOperation): MutationOperator<NasnetGenome> =>
  (genome, stream): Mutation<NasnetGenome> => {
    const place = drawPlace(variant, stream)
    const element = elementAt(genome, place)
    const isEligible = (operation: OperationName): boolean =>
      newOperation === "any" || operation !== element.operation
    const eligible = variant.operations.filter(isEligible)
    const operation = eligible[stream.below(eligible.length)] ?? element.operation
    return {
      genome: withElement(genome, place, { ...element, operation }),
      change: { ...place, from: element.operation, to: operation }
    }
  }

export const nasnetOperators = (
  variant: NasnetVariant,
  newOperation: NewOperation
): Readonly<Record<"hiddenState" | "operation", MutationOperator<NasnetGenome>>> => ({
  hiddenState: mutateHiddenState(variant),
  operation: mutateOperation(variant, newOperation)
})
