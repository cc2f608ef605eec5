/**
 * Canonical JSON: one text for one value, whatever order its keys were written in. Events, genomes and states
 * are hashed and compared in this form. Keys are sorted by UTF-16 code unit, there is no white space, and
 * `undefined` properties are left out, as in RFC 8785; numbers must be finite.
 */
import { hash } from "node:crypto"

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

const canonicalNumber = (value: number): string => {
  if (!Number.isFinite(value))
    throw new TypeError(`${value} has no JSON form, so it cannot be hashed or logged`)
  return String(value === 0 ? 0 : value)
}

const PLAIN_STRING = /^[\u0020\u0021\u0023-\u005b\u005d-\u007e]*$/

const canonicalString = (text: string): string =>
  PLAIN_STRING.test(text) ? `"${text}"` : JSON.stringify(text)

const canonicalArray = (values: readonly unknown[]): string => {
  let text = "["
  for (let i = 0; i < values.length; i++) text += (i === 0 ? "" : ",") + canonicalJson(values[i])
  return `${text}]`
}

const canonicalObject = (value: object): string => {
  const entries = value as Record<string, unknown>
  const keys = Object.keys(entries).sort()
  let text = "{"
  for (const key of keys) {
    const field = entries[key]
    if (field === undefined) continue
    text += `${text.length === 1 ? "" : ","}${canonicalString(key)}:${canonicalJson(field)}`
  }
  return `${text}}`
}

/** The canonical text of a JSON value. Throws TypeError on what JSON cannot say (NaN, functions, …). */
export const canonicalJson = (value: unknown): string => {
  switch (typeof value) {
    case "string":
      return canonicalString(value)
    case "number":
      return canonicalNumber(value)
    case "boolean":
      return value ? "true" : "false"
    case "object":
      if (value === null) return "null"
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value)
    default:
      throw new TypeError(`a ${typeof value} has no JSON form, so it cannot be hashed or logged`)
  }
}

/** SHA-256 of a text, as 64 hexadecimal digits. */
export const sha256 = (text: string): string => hash("sha256", text, "hex")

/** The name of a value by its content: SHA-256 of its canonical JSON. */
export const contentHash = (value: unknown): string => sha256(canonicalJson(value))
