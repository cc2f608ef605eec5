/**
 * The genome of the NASNet space: two cells, each a list of pairwise combinations. Combination k makes hidden
 * state k + 2 by adding two operations, each applied to an earlier hidden state. What is not used by any
 * combination is the cell's output (`cell-output.ts`), unless the genome says otherwise.
 *
 * The encoding is its own canonical form: it is not reordered or renamed, so that every encoding is as likely
 * as the paper says and an operator changes one place only. Networks that differ by the order of a pair, or of
 * independent combinations, therefore count as different genomes.
 */
import * as z from "zod"
import { CELL_INPUTS, type NasnetVariant, type OperationName } from "./variants.ts"

export type CellName = "normal" | "reduction"
export type Side = "left" | "right"

/** One half of a combination: an operation and the hidden state it reads. */
export type Element = { readonly state: number; readonly operation: OperationName }
export type Combination = { readonly left: Element; readonly right: Element }
export type Cell = readonly Combination[]

/**
 * The hidden states that make a cell's output, ascending. Only published cells have such a list, since the networks
 * that Google released do not always concatenate what is unused; a genome that was drawn or changed has none.
 */
export type ConcatenatedStates = {
  readonly normal?: readonly number[]
  readonly reduction?: readonly number[]
}

export type NasnetGenome = {
  readonly normal: Cell
  readonly reduction: Cell
  readonly concat?: ConcatenatedStates
}

/** The number of hidden states that combination `index` may read: the cell's inputs and the combinations before it. */
export const readableStates = (index: number): number => index + CELL_INPUTS

const cellSchema = (variant: NasnetVariant): z.ZodType<Cell> => {
  const element = z.strictObject({ state: z.int().min(0), operation: z.enum(variant.operations) })
  const combination = z.strictObject({ left: element, right: element })
  return z
    .array(combination)
    .length(variant.combinations)
    .superRefine((cell, context) => {
      for (const [index, { left, right }] of cell.entries()) {
        for (const [side, { state }] of Object.entries({ left, right })) {
          if (state < readableStates(index)) continue
          context.addIssue({
            code: "custom",
            path: [index, side, "state"],
            message: `combination ${index} reads hidden state ${state}, but only states 0 to ${readableStates(index) - 1} come before it`
          })
        }
      }
    })
}

const isAscending = (states: readonly number[]): boolean =>
  states.every((state, index) => index === 0 || state > (states[index - 1] ?? state))

const concatSchema = (variant: NasnetVariant): z.ZodType<ConcatenatedStates> => {
  const states = z
    .array(
      z
        .int()
        .min(0)
        .max(readableStates(variant.combinations) - 1)
    )
    .min(1)
    .refine(isAscending, "the concatenated hidden states must ascend, each named once")
  return z.strictObject({ normal: states.exactOptional(), reduction: states.exactOptional() })
}

/** Validates a genome of one variant: the number of combinations, the operations' names, no state read before it exists. */
export const nasnetGenomeSchema = (variant: NasnetVariant): z.ZodType<NasnetGenome> =>
  z.strictObject({
    normal: cellSchema(variant),
    reduction: cellSchema(variant),
    concat: concatSchema(variant).exactOptional()
  })

const describeElement = (element: Element): string => `${element.operation}(${element.state})`

const describeCell = (cell: Cell, concat: readonly number[] | undefined): string => {
  const combinations = cell.map(({ left, right }) => `${describeElement(left)}+${describeElement(right)}`)
  return [...combinations, ...(concat === undefined ? [] : [`-> ${concat.join(",")}`])].join(" ")
}

/** The genome on one line, in the notation operation(hidden state) of the NASNet literature. */
export const describeNasnetGenome = ({ normal, reduction, concat }: NasnetGenome): string =>
  `normal ${describeCell(normal, concat?.normal)} | reduction ${describeCell(reduction, concat?.reduction)}`
