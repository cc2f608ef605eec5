/**
 * As much of the protocol buffers wire format as ONNX needs: a message is a row of fields, each a key (number and wire
 * type) and a value. https://protobuf.dev/programming-guides/encoding
 */

const VARINT = 0
const LENGTH_DELIMITED = 2
const FIXED_32 = 5

/** One field, or a whole message, as bytes. */
export type Field = Uint8Array

const varint = (value: bigint): number[] => {
  const bytes: number[] = []
  let rest = BigInt.asUintN(64, value)
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80)
    rest >>= 7n
  }
  bytes.push(Number(rest))
  return bytes
}

const key = (field: number, wireType: number): number[] => varint(BigInt((field << 3) | wireType))

/** Of the types int32, int64 and enumerations. */
export const integerField = (field: number, value: number): Field =>
  Uint8Array.from([...key(field, VARINT), ...varint(BigInt(value))])

export const floatField = (field: number, value: number): Field => {
  const bytes = Buffer.alloc(Float32Array.BYTES_PER_ELEMENT)
  bytes.writeFloatLE(value)
  return Uint8Array.from([...key(field, FIXED_32), ...bytes])
}

export const bytesField = (field: number, value: Uint8Array): Field =>
  Buffer.concat([Uint8Array.from([...key(field, LENGTH_DELIMITED), ...varint(BigInt(value.length))]), value])

export const textField = (field: number, value: string): Field => bytesField(field, Buffer.from(value))

export const message = (...fields: readonly Field[]): Uint8Array => Buffer.concat(fields)

export const messageField = (field: number, ...fields: readonly Field[]): Field =>
  bytesField(field, message(...fields))
