/** A Python wheel of a few bytes that has all that the set-up looks for in a real one of 200 MB. */
import { createHash } from "node:crypto"
import { writeFileSync } from "node:fs"
import { deflateRawSync } from "node:zlib"

interface Entry {
  readonly name: string
  readonly data: Buffer
}

/** A zip file of deflated entries (PKWARE's APPNOTE); what the reader does not look at is left 0. */
const zip = (entries: readonly Entry[]): Buffer => {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data } of entries) {
    const packed = deflateRawSync(data)
    const header = Buffer.alloc(30)
    header.writeUInt32LE(0x04034b50, 0)
    header.writeUInt16LE(name.length, 26)
    const listed = Buffer.alloc(46)
    listed.writeUInt32LE(0x02014b50, 0)
    listed.writeUInt16LE(8, 10)
    listed.writeUInt32LE(packed.length, 20)
    listed.writeUInt32LE(data.length, 24)
    listed.writeUInt16LE(name.length, 28)
    listed.writeUInt32LE(offset, 42)
    bodies.push(header, Buffer.from(name), packed)
    directory.push(listed, Buffer.from(name))
    offset += header.length + name.length + packed.length
  }
  const list = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt32LE(list.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...bodies, list, end])
}

export interface WheelContents {
  readonly distribution: string
  readonly version: string
  readonly files: Readonly<Record<string, string>>
  /** Says something else of this file's hash than is true. */
  readonly lieAbout?: string
}

export const writeWheel = (path: string, { distribution, version, files, lieAbout }: WheelContents): void => {
  const info = `${distribution.replaceAll("-", "_")}-${version}.dist-info`
  const record = Object.entries(files).map(([name, text]) => {
    const hash = createHash("sha256").update(name === lieAbout ? "something else" : text)
    return `${name},sha256=${hash.digest("base64url")},${text.length}`
  })
  const all = {
    ...files,
    [`${info}/METADATA`]: `Metadata-Version: 2.1\nName: ${distribution}\nVersion: ${version}\n`,
    [`${info}/RECORD`]: record.join("\r\n")
  }
  writeFileSync(path, zip(Object.entries(all).map(([name, text]) => ({ name, data: Buffer.from(text) }))))
}

export const TENSORFLOW_FILES = {
  "tensorflow/libtensorflow_cc.so.2": "the library",
  "tensorflow/libtensorflow_framework.so.2": "the framework",
  "tensorflow/include/tensorflow/c/c_api.h": "a header",
  "tensorflow/python/much_else.py": "not wanted"
}
