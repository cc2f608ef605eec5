/**
 * The recorded results of NAS-Bench-101 (Ying et al. 2019, arXiv 1902.09635): the test accuracy of all 423,624
 * different cells, mean over three trainings of 108 epochs on CIFAR-10. The accuracies of the single trainings and
 * those on the validation images are not in the sources that could be packed.
 *
 * The packed file is read at first use and kept; `data/README.md` names its sources and layout, and
 * `data/nas-bench-101/pack.ts` writes it.
 */
import { canonicalForm } from "../spaces/nas-bench-101/canonical-form.ts"
import type { PackedCell } from "../spaces/nas-bench-101/cell.ts"
import { type CellCost, cellCost } from "../spaces/nas-bench-101/cell-cost.ts"
import { type PackedFile, readPackedFile } from "./packed-file.ts"

/** What is known of one cell: its accuracy, its recorded parameters, and the FLOPs of its canonical form. */
export interface CellRecord extends CellCost {
  /** Test accuracy after 108 epochs, mean over three trainings, in [0, 1]. */
  readonly test: number
}

export const CELL_COUNT = 423_624

/** The images behind each accuracy: three trainings, each tested on 39 whole batches of 256. */
export const TEST_IMAGES = 3 * 39 * 256

const CELL_BYTES = 4
const TEST_BYTES = 2
const PARAMETERS_BYTES = 4

export const PACKED_FILE: PackedFile = {
  benchmark: "NAS-Bench-101",
  path: "nas-bench-101/nas-bench-101.bin.br",
  bytes: CELL_COUNT * (CELL_BYTES + TEST_BYTES + PARAMETERS_BYTES)
}

/** The columns of the packed file, in the order of the canonical forms. */
export interface Columns {
  /** The canonical forms, ascending. */
  readonly cells: Uint32Array
  /** Test images classified right. */
  readonly testCounts: Uint16Array
  /**
   * Trainable parameters as recorded. They are those of the canonical form for 401,102 cells; for the others, whose
   * channels cannot be split evenly, those of the form that was trained (`cell-cost.ts`).
   */
  readonly parameters: Uint32Array
}

/** The table, whole. Throws Error, with a sentence, where the packed file is missing or damaged. */
export const nasBench101Columns = (): Columns => {
  columns ??= unpack(readPackedFile(PACKED_FILE))
  return columns
}

/** Looks up a pruned cell in any of its forms; `undefined` for what is no cell of the benchmark. */
export type CellLookup = (pruned: PackedCell) => CellRecord | undefined

/** The table by cell. Throws as `nasBench101Columns` does. */
export const nasBench101Table = (): CellLookup => {
  const { cells, testCounts, parameters } = nasBench101Columns()
  return (pruned) => {
    const canonical = canonicalForm(pruned)
    const row = rowOf(cells, canonical)
    const count = testCounts[row]
    const recordedParameters = parameters[row]
    if (count === undefined || recordedParameters === undefined) return undefined
    return { test: count / TEST_IMAGES, parameters: recordedParameters, flops: cellCost(canonical).flops }
  }
}

/** It never changes, so every run of this process shares it. */
let columns: Columns | undefined

/** Cells are packed as differences to the one before, and counts as all low bytes before all high ones: both pack better. */
const unpack = (packed: DataView): Columns => {
  const cells = new Uint32Array(CELL_COUNT)
  const testCounts = new Uint16Array(CELL_COUNT)
  const parameters = new Uint32Array(CELL_COUNT)
  const countsAt = CELL_COUNT * CELL_BYTES
  const parametersAt = CELL_COUNT * (CELL_BYTES + TEST_BYTES)
  let cell = 0
  for (let row = 0; row < CELL_COUNT; row++) {
    cell += packed.getUint32(row * CELL_BYTES, true)
    cells[row] = cell
    testCounts[row] = packed.getUint8(countsAt + row) | (packed.getUint8(countsAt + CELL_COUNT + row) << 8)
    parameters[row] = packed.getUint32(parametersAt + row * PARAMETERS_BYTES, true)
  }
  return { cells, testCounts, parameters }
}

/** The row of a canonical form, by binary search; -1 where there is none. */
const rowOf = (cells: Uint32Array, canonical: PackedCell): number => {
  let low = 0
  let high = cells.length - 1
  while (low <= high) {
    const middle = (low + high) >>> 1
    const found = cells[middle] ?? 0
    if (found === canonical) return middle
    if (found < canonical) low = middle + 1
    else high = middle - 1
  }
  return -1
}
