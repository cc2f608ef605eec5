/**
 * Packs the results of NAS-Bench-101 into the file that the program reads (`data/README.md` describes its layout). It
 * was run once, and is kept so that the file can be checked or made again:
 *
 *   node data/nas-bench-101/pack.ts nb101_cells.u32 nb101_test_sum29952.u16 nb101_params.u32
 *
 * The three files are little-endian columns of 423,624 values in one order: cells packed as in
 * `src/spaces/nas-bench-101/cell.ts`, counts of test images classified right, recorded trainable parameters. Every
 * recorded number of parameters must be the one that our own formula gives for the recorded form of the cell.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { brotliCompressSync, constants } from "node:zlib"
import { CELL_COUNT, PACKED_FILE } from "../../src/datasets/nas-bench-101.ts"
import { canonicalForm } from "../../src/spaces/nas-bench-101/canonical-form.ts"
import { cellCost } from "../../src/spaces/nas-bench-101/cell-cost.ts"

interface Row {
  readonly canonical: number
  readonly testCount: number
  readonly parameters: number
}

const readRows = (cells: Buffer, counts: Buffer, parameters: Buffer): Row[] =>
  Array.from({ length: CELL_COUNT }, (_, row) => {
    const cell = cells.readUInt32LE(row * 4)
    const recorded = parameters.readUInt32LE(row * 4)
    if (cellCost(cell).parameters !== recorded)
      throw new Error(
        `cell ${cell} has ${cellCost(cell).parameters} parameters, but ${recorded} are recorded`
      )
    return { canonical: canonicalForm(cell), testCount: counts.readUInt16LE(row * 2), parameters: recorded }
  })

const pack = (rows: readonly Row[]): Buffer => {
  const packed = Buffer.alloc(PACKED_FILE.bytes)
  let before = 0
  rows
    .toSorted((a, b) => a.canonical - b.canonical)
    .forEach(({ canonical, testCount, parameters }, row) => {
      if (canonical === before) throw new Error(`the cell ${canonical} is there twice`)
      packed.writeUInt32LE(canonical - before, row * 4)
      packed.writeUInt8(testCount & 0xff, CELL_COUNT * 4 + row)
      packed.writeUInt8(testCount >>> 8, CELL_COUNT * 5 + row)
      packed.writeUInt32LE(parameters, CELL_COUNT * 6 + row * 4)
      before = canonical
    })
  return packed
}

const [cells, counts, parameters] = process.argv.slice(2)
if (cells === undefined || counts === undefined || parameters === undefined)
  throw new Error("name the three files of cells, counts and parameters")
const rows = readRows(readFileSync(cells), readFileSync(counts), readFileSync(parameters))
const compressed = brotliCompressSync(pack(rows), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 }
})
writeFileSync(new URL("nas-bench-101.bin.br", import.meta.url), compressed)
