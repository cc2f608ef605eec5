/** Numbers as bytes in the order that all file formats here have, whatever the machine's own. */
export const littleEndian = (values: Float32Array | Int32Array | BigInt64Array): Uint8Array => {
  const bytes = new DataView(new ArrayBuffer(values.byteLength))
  values.forEach((value, index) => {
    const at = index * values.BYTES_PER_ELEMENT
    if (typeof value === "bigint") bytes.setBigInt64(at, value, true)
    else if (values instanceof Float32Array) bytes.setFloat32(at, value, true)
    else bytes.setInt32(at, value, true)
  })
  return new Uint8Array(bytes.buffer)
}
