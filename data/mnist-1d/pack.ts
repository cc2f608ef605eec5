/**
 * Packs MNIST-1D into the file that the program reads (`data/README.md` describes its layout). It was run once, and is
 * kept so that the file can be checked or made again:
 *
 *   node data/mnist-1d/pack.ts mnist1d.json
 *
 * The JSON has the arrays `x` and `x_test` of 40 numbers each, and `y` and `y_test` of class numbers.
 */
import { readFileSync, writeFileSync } from "node:fs"
import { brotliCompressSync, constants } from "node:zlib"
import * as z from "zod"
import {
  DECIMALS,
  EXAMPLES,
  OFFSET,
  PACKED_FILE,
  VALUE_BYTES,
  VALUES
} from "../../src/datasets/formats/mnist-1d.ts"

const examples = (count: number) => z.array(z.array(z.number()).length(VALUES)).length(count)
const labels = (count: number) => z.array(z.int().min(0).max(9)).length(count)

const source = z.object({
  x: examples(EXAMPLES.training),
  y: labels(EXAMPLES.training),
  x_test: examples(EXAMPLES.test),
  y_test: labels(EXAMPLES.test)
})

const stored = (value: number): number => {
  const whole = Math.round(value * DECIMALS)
  if (Math.abs(whole / DECIMALS - value) > 1e-12 || whole + OFFSET < 0 || whole + OFFSET >= 2 ** 21)
    throw new Error(`${value} has more than five decimals or is out of range`)
  return whole + OFFSET
}

const pack = (data: z.output<typeof source>): Buffer => {
  const classes = [...data.y, ...data.y_test]
  const values = [...data.x, ...data.x_test].flat()
  const packed = Buffer.alloc(PACKED_FILE.bytes)
  packed.set(classes)
  for (const [at, value] of values.entries()) {
    const whole = stored(value)
    for (let byte = 0; byte < VALUE_BYTES; byte++)
      packed[classes.length + byte * values.length + at] = (whole >>> (8 * byte)) & 0xff
  }
  return packed
}

const file = process.argv[2]
if (file === undefined) throw new Error("name the JSON file of the data set")
const compressed = brotliCompressSync(pack(source.parse(JSON.parse(readFileSync(file, "utf8")))), {
  params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 }
})
writeFileSync(new URL("mnist-1d.bin.br", import.meta.url), compressed)
