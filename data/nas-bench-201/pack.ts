/**
 * Packs the results of NAS-Bench-201 into the file that the program reads (`src/datasets/nas-bench-201.ts`
 * describes its layout). It was run once, and is kept so that the file can be checked or made again:
 *
 *   node data/nas-bench-201/pack.ts nb201.csv
 *
 * The CSV has one row a cell, with the columns named below; accuracies and `*_M` are in percent and millions.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { brotliCompressSync, constants } from "node:zlib"
import {
  COUNT_COLUMNS,
  NAS_BENCH_201_IMAGES,
  type NasBench201Dataset,
  NOT_RECORDED,
  PACKED_BYTES
} from "../../src/datasets/nas-bench-201.ts"
import { CELL_COUNT, cellNumber } from "../../src/spaces/nas-bench-201.ts"

const PREFIX: Record<NasBench201Dataset, string> = {
  cifar10: "c10",
  cifar100: "c100",
  "imagenet16-120": "in16"
}

type Row = ReadonlyMap<string, string>

const readRows = (csv: string): Row[] => {
  const [header = "", ...lines] = csv.trim().split(/\r?\n/)
  const names = header.split(",")
  return lines.map((line) => {
    const cells = line.split(",")
    return new Map(names.map((name, i) => [name, cells[i] ?? ""]))
  })
}

const numberIn = (row: Row, column: string): number => {
  const value = Number(row.get(column) || Number.NaN)
  if (!Number.isFinite(value)) throw new Error(`cell ${row.get("key")} has no number in column ${column}`)
  return value
}

/** The count of images behind a percentage; refuses what is no count to the four decimals of the CSV. */
const countIn = (row: Row, column: string, images: number): number => {
  const percent = numberIn(row, column)
  const count = Math.round((percent / 100) * images)
  if (Math.abs((count / images) * 100 - percent) > 0.000_051) {
    throw new Error(
      `${percent} % in column ${column} of cell ${row.get("key")} is no count of ${images} images`
    )
  }
  return count
}

const countsOf = (row: Row, dataset: NasBench201Dataset): number[] => {
  const images = NAS_BENCH_201_IMAGES[dataset]
  const prefix = PREFIX[dataset]
  const seeds = [0, 1, 2].map((seed) => `${prefix}_val200_s${seed}`)
  const recorded = seeds.filter((column) => row.get(column) !== "")
  return [
    ...seeds.map((column) =>
      recorded.includes(column) ? countIn(row, column, images.validation) : NOT_RECORDED
    ),
    countIn(row, `${prefix}_test200`, images.test * recorded.length),
    countIn(row, `${prefix}_val12`, images.validation12),
    countIn(row, `${prefix}_test12`, images.test12)
  ]
}

const pack = (csv: string): Buffer => {
  const rows = readRows(csv)
  const packed = Buffer.alloc(PACKED_BYTES)
  const seen = new Set<number>()
  for (const row of rows) {
    const cell = cellNumber(row.get("key") ?? "")
    if (cell === undefined || seen.has(cell))
      throw new Error(`${row.get("key")} is no key, or is there twice`)
    seen.add(cell)
    packed.writeUInt32LE(Math.round(numberIn(row, "params_M") * 1e6), cell * 4)
    packed.writeUInt32LE(Math.round(numberIn(row, "flops_M") * 1e6), (CELL_COUNT + cell) * 4)
    const counts = (["cifar10", "cifar100", "imagenet16-120"] as const).flatMap((dataset) =>
      countsOf(row, dataset)
    )
    counts.forEach((count, column) => {
      packed.writeUInt16LE(count, CELL_COUNT * (8 + column * 2) + cell * 2)
    })
    if (counts.length !== 3 * COUNT_COLUMNS) throw new Error("the layout of the packed file has changed")
  }
  if (seen.size !== CELL_COUNT) throw new Error(`there are ${seen.size} cells instead of ${CELL_COUNT}`)
  return packed
}

const file = process.argv[2]
if (file === undefined) throw new Error("name the CSV file: node data/nas-bench-201/pack.ts nb201.csv")
const compressed = brotliCompressSync(pack(readFileSync(file, "utf8")), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 }
})
writeFileSync(new URL("nas-bench-201.bin.br", import.meta.url), compressed)
