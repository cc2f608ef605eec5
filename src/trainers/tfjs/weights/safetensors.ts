/**
 * The safetensors format: the length of a header (8 bytes), the header (JSON: each tensor's type, shape and place), and
 * the values, all little-endian. Tensors stand in the order of their names and the header is canonical, so that equal
 * weights are equal bytes, which their file is named by.
 */
import * as z from "zod"
import { canonicalJson } from "../../../domain/canonical-json.ts"
import { sizeOf } from "../networks/parameters.ts"
import type { NamedTensor, NamedWeights } from "./named-weights.ts"

const LENGTH_BYTES = 8
/** The values begin at a multiple of this; the header is filled up with spaces. */
const ALIGNMENT = 8

const size = z.int().min(0)

const entrySchema = z.strictObject({
  dtype: z.enum(["F32", "F64"]),
  shape: z.array(size),
  data_offsets: z.tuple([size, size])
})

/** The format's own name for what is said of the file as a whole, in words. */
const METADATA = "__metadata__"

const headerSchema = z
  .object({ [METADATA]: z.record(z.string(), z.string()).default({}) })
  .catchall(entrySchema)

export type Metadata = Readonly<Record<string, string>>

export interface DescribedWeights {
  readonly weights: NamedWeights
  readonly metadata: Metadata
}

const bytesPerValue = { F32: Float32Array.BYTES_PER_ELEMENT, F64: Float64Array.BYTES_PER_ELEMENT } as const

const typeOf = ({ values }: NamedTensor): "F32" | "F64" => (values instanceof Float64Array ? "F64" : "F32")

export const encodeWeights = (weights: NamedWeights, metadata?: Metadata): Uint8Array => {
  const sorted = [...weights].sort(([a], [b]) => (a < b ? -1 : 1))
  let end = 0
  const entries = sorted.map(([name, tensor]) => {
    const begin = end
    end += tensor.values.byteLength
    return [name, { dtype: typeOf(tensor), shape: tensor.shape, data_offsets: [begin, end] }] as const
  })
  const described = metadata === undefined ? [] : [[METADATA, metadata] as const]
  const text = Buffer.from(canonicalJson(Object.fromEntries([...described, ...entries])))
  const headerBytes = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT
  const bytes = Buffer.alloc(LENGTH_BYTES + headerBytes + end, " ")
  bytes.writeBigUInt64LE(BigInt(headerBytes), 0)
  text.copy(bytes, LENGTH_BYTES)
  let position = LENGTH_BYTES + headerBytes
  for (const [, { values }] of sorted) {
    for (const value of values) {
      position =
        values instanceof Float64Array
          ? bytes.writeDoubleLE(value, position)
          : bytes.writeFloatLE(value, position)
    }
  }
  return bytes
}

const readValues = (bytes: Buffer, type: "F32" | "F64", count: number): NamedTensor["values"] =>
  type === "F32"
    ? Float32Array.from({ length: count }, (_, index) => bytes.readFloatLE(index * bytesPerValue.F32))
    : Float64Array.from({ length: count }, (_, index) => bytes.readDoubleLE(index * bytesPerValue.F64))

/** Throws Error, in words, on bytes that are not in this format. */
export const decodeDescribedWeights = (bytes: Uint8Array): DescribedWeights => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (buffer.length < LENGTH_BYTES) throw new Error("it is too short for a header")
  const start = LENGTH_BYTES + Number(buffer.readBigUInt64LE(0))
  if (start > buffer.length) throw new Error("its header is longer than the file")
  const { [METADATA]: metadata, ...tensors } = headerSchema.parse(
    JSON.parse(buffer.toString("utf8", LENGTH_BYTES, start))
  )
  const named = Object.entries(tensors).map(([name, { dtype, shape, data_offsets }]) => {
    const [begin, end] = data_offsets
    const count = sizeOf(shape)
    if (start + end > buffer.length || end - begin !== count * bytesPerValue[dtype])
      throw new Error(`the tensor ${name} has not the bytes that its shape needs`)
    const values = readValues(buffer.subarray(start + begin, start + end), dtype, count)
    return [name, { shape, values }] as const
  })
  return { weights: new Map(named), metadata }
}

/** As `decodeDescribedWeights`, of the weights alone. */
export const decodeWeights = (bytes: Uint8Array): NamedWeights => decodeDescribedWeights(bytes).weights
