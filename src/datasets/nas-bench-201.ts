/**
 * The recorded results of NAS-Bench-201 (Dong and Yang 2020, arXiv 2001.00326): accuracies, parameters and
 * FLOPs of all 15,625 cells. They are read from a packed file that ships with the program, at first use, and
 * kept. `data/README.md` names its sources; `data/nas-bench-201/pack.ts` writes it.
 */
import { CELL_COUNT, cellNumber } from "../spaces/nas-bench-201.ts"
import { type PackedFile, readPackedFile } from "./packed-file.ts"

/** What is known of one cell on one data set. Accuracies are in [0, 1]. */
export interface CellRecord {
  /** Validation accuracy after 200 epochs of each recorded training seed: two or three. */
  readonly validation: readonly number[]
  readonly validationMean: number
  /** Test accuracy after 200 epochs, mean over the same training seeds. */
  readonly test: number
  /** The same two of the separate schedule of 12 epochs. */
  readonly validation12: number
  readonly test12: number
  /** Trainable parameters, to six significant digits. */
  readonly parameters: number
  /** Floating-point operations for one image, to six significant digits. */
  readonly flops: number
}

/**
 * The data sets in the order of the packed file, with the number of images behind each accuracy. An accuracy
 * is packed as the count of images classified right, which is exact where a decimal fraction is not.
 */
export const NAS_BENCH_201_IMAGES = {
  cifar10: { validation: 25_000, test: 10_000, validation12: 50_000, test12: 10_000 },
  cifar100: { validation: 5_000, test: 5_000, validation12: 5_000, test12: 5_000 },
  "imagenet16-120": { validation: 3_000, test: 3_000, validation12: 3_000, test12: 3_000 }
} as const
export type NasBench201Dataset = keyof typeof NAS_BENCH_201_IMAGES

/** Stands in a column of counts where there was no third training seed. */
export const NOT_RECORDED = 0xffff

/** Columns per data set: validation of seeds 0, 1, 2; test (summed over seeds); validation and test at 12 epochs. */
export const COUNT_COLUMNS = 6

const UINT32_COLUMNS = 2
const UINT16_COLUMNS = Object.keys(NAS_BENCH_201_IMAGES).length * COUNT_COLUMNS
export const PACKED_BYTES = CELL_COUNT * (UINT32_COLUMNS * 4 + UINT16_COLUMNS * 2)

const PACKED_FILE: PackedFile = {
  benchmark: "NAS-Bench-201",
  path: "nas-bench-201/nas-bench-201.bin.br",
  bytes: PACKED_BYTES
}

/** Looks a cell up by its key (six digits); `undefined` for what is no key. */
export type CellLookup = (key: string) => CellRecord | undefined

/** The table of one data set. Throws Error, with a sentence, where the packed file is missing or damaged. */
export const nasBench201Table = (dataset: NasBench201Dataset): CellLookup => {
  packed ??= readPackedFile(PACKED_FILE)
  const view = packed
  const images = NAS_BENCH_201_IMAGES[dataset]
  const firstColumn = Object.keys(NAS_BENCH_201_IMAGES).indexOf(dataset) * COUNT_COLUMNS
  const count = (column: number, cell: number): number =>
    view.getUint16(CELL_COUNT * (UINT32_COLUMNS * 4 + (firstColumn + column) * 2) + cell * 2, true)

  return (key) => {
    const cell = cellNumber(key)
    if (cell === undefined) return undefined
    const right = [count(0, cell), count(1, cell), count(2, cell)].filter(
      (counted) => counted !== NOT_RECORDED
    )
    return {
      validation: right.map((counted) => counted / images.validation),
      validationMean: right.reduce((sum, counted) => sum + counted, 0) / (right.length * images.validation),
      test: count(3, cell) / (right.length * images.test),
      validation12: count(4, cell) / images.validation12,
      test12: count(5, cell) / images.test12,
      parameters: view.getUint32(cell * 4, true),
      flops: view.getUint32(CELL_COUNT * 4 + cell * 4, true)
    }
  }
}

/** The packed file, once it was read. It never changes, so every run of this process shares it. */
let packed: DataView | undefined
