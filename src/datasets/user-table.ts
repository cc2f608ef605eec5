/**
 * The table in a person's file: CSV or a JSON array, gzipped or not. Whether it is gzipped is seen in its first bytes;
 * what it is, in its name, and where that does not say, in its first character.
 */
import { gunzipSync } from "node:zlib"
import { OutsideProblem } from "../domain/outside-problem.ts"
import type { FileTable } from "../spaces/outside.ts"
import { readCsv } from "./csv.ts"
import { readJsonTable } from "./json-table.ts"

/** Throws OutsideProblem, in one sentence with the file and where in it. */
export const readUserTable = (file: string, bytes: Uint8Array): FileTable => {
  const text = decode(file, isGzip(bytes) ? unzip(file, bytes) : bytes)
  return isJson(file, text) ? readJsonTable(file, text) : readCsv(file, text)
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const unzip = (file: string, bytes: Uint8Array): Uint8Array => {
  try {
    return gunzipSync(bytes)
  } catch (error) {
    throw new OutsideProblem(
      `${file} begins as a gzip file does and cannot be unpacked (${reasonOf(error)}); pack it again`
    )
  }
}

/** Leaves out a byte order mark. */
const decode = (file: string, bytes: Uint8Array): string => {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes)
  } catch (error) {
    throw new OutsideProblem(
      `${file} cannot be read as text in UTF-8 (${reasonOf(error)}); save it in that encoding, and below 512 MiB`
    )
  }
}

const isJson = (file: string, text: string): boolean => {
  const name = file.toLowerCase().replace(/\.gz$/, "")
  if (name.endsWith(".json")) return true
  return !name.endsWith(".csv") && /^\s*[[{]/.test(text)
}
