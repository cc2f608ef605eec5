/**
 * Packs the results of NAS-Bench-Macro into the file that the program reads (`data/README.md` describes its layout). It
 * was run once, and is kept so that the file can be checked or made again:
 *
 *   node data/nas-bench-macro/pack.ts nas-bench-macro_cifar10.json
 *
 * The JSON has one record a network under its key of eight digits; `test_acc` are three percentages.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { brotliCompressSync, constants } from "node:zlib"
import * as z from "zod"
import { COST_COLUMNS, PACKED_FILE, SEED_COUNT, TEST_IMAGES } from "../../src/datasets/nas-bench-macro.ts"
import { NETWORK_COUNT, networkKey } from "../../src/spaces/nas-bench-macro.ts"

const source = z.record(
  z.string(),
  z.object({ test_acc: z.array(z.number()).length(SEED_COUNT), params: z.int(), flops: z.int() })
)

/** The count of images behind a percentage, which the source gives with the precision of a 32-bit float. */
const countIn = (percent: number, key: string): number => {
  const count = Math.round((percent / 100) * TEST_IMAGES)
  if (Math.abs((count / TEST_IMAGES) * 100 - percent) > 0.000_01)
    throw new Error(`${percent} % of network ${key} is no count of ${TEST_IMAGES} images`)
  return count
}

const pack = (records: z.output<typeof source>): Buffer => {
  const packed = Buffer.alloc(PACKED_FILE.bytes)
  for (let network = 0; network < NETWORK_COUNT; network++) {
    const key = networkKey(network)
    const record = records[key]
    if (record === undefined) throw new Error(`there is no network ${key}`)
    packed.writeUInt32LE(record.params, network * 4)
    packed.writeUInt32LE(record.flops, (NETWORK_COUNT + network) * 4)
    record.test_acc.forEach((percent, seed) => {
      const at = COST_COLUMNS * NETWORK_COUNT * 4 + (seed * NETWORK_COUNT + network) * 2
      packed.writeUInt16LE(countIn(percent, key), at)
    })
  }
  if (Object.keys(records).length !== NETWORK_COUNT) throw new Error("there are networks too many")
  return packed
}

const file = process.argv[2]
if (file === undefined) throw new Error("name the JSON file of the benchmark")
const compressed = brotliCompressSync(pack(source.parse(JSON.parse(readFileSync(file, "utf8")))), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 }
})
writeFileSync(new URL("nas-bench-macro.bin.br", import.meta.url), compressed)
