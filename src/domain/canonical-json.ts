/**
 * Canonical JSON: one text for one value, whatever order its keys were written in. Events, genomes and states
 * are hashed and compared in this form. Keys are sorted by UTF-16 code unit, there is no white space, and
 * `undefined` properties are left out, as in RFC 8785; numbers must be finite.
 */
import { hash } from "node:crypto"

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/**
 * The canonical text of a JSON value. Throws TypeError on what JSON cannot say (NaN, functions, an undefined
 * array element, …) and on what it would say wrongly (a Date, a Map or another object of a class).
 */
export const canonicalJson = (value: unknown): string =>
  // Most of what is written is in order already, and then the engine's own writer gives the same text in half the time.
  isInOrder(value) ? JSON.stringify(value) : sortedJson(value)

/** Whether plain JSON says the value canonically as it stands: keys sorted, nothing left out, no class, no NaN. */
const isInOrder = (value: unknown): boolean => {
  switch (typeof value) {
    case "string":
    case "boolean":
      return true
    case "number":
      return Number.isFinite(value)
    case "object":
      if (value === null) return true
      return Array.isArray(value) ? isListInOrder(value) : isObjectInOrder(value)
    default:
      return false
  }
}

/** A hole in a list reads as undefined, which JSON cannot say; `every` would pass over it. */
const isListInOrder = (values: readonly unknown[]): boolean => {
  for (let i = 0; i < values.length; i++) if (!isInOrder(values[i])) return false
  return true
}

const isObjectInOrder = (value: object): boolean => {
  if (Object.getPrototypeOf(value) !== Object.prototype) return false
  const fields = value as Record<string, unknown>
  let previous = ""
  for (const key in fields) {
    if (key < previous || !isInOrder(fields[key])) return false
    previous = key
  }
  return true
}

const sortedJson = (value: unknown): string => {
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
      throw new TypeError(
        `a value of type ${typeof value} has no JSON form, so it cannot be hashed or logged`
      )
  }
}

const canonicalNumber = (value: number): string => {
  if (!Number.isFinite(value))
    throw new TypeError(`${value} has no JSON form, so it cannot be hashed or logged`)
  return String(value === 0 ? 0 : value)
}

const PLAIN_STRING = /^[\u0020\u0021\u0023-\u005b\u005d-\u007e]*$/

const canonicalString = (text: string): string =>
  PLAIN_STRING.test(text) ? `"${text}"` : JSON.stringify(text)

const isFlat = (values: readonly unknown[]): boolean => {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]
    if (typeof value === "number" ? !Number.isFinite(value) : typeof value !== "string") return false
  }
  return true
}

const canonicalArray = (values: readonly unknown[]): string => {
  // There are no keys to sort in a list of numbers or strings, and the engine writes those faster than we do.
  if (isFlat(values)) return JSON.stringify(values)
  let text = "["
  for (let i = 0; i < values.length; i++) text += (i === 0 ? "" : ",") + canonicalJson(values[i])
  return `${text}]`
}

/** The texts of keys met so far, with their colons: the same few dozen keys are written in every event. */
const keyTexts = new Map<string, string>()
const KEY_TEXTS_MAX = 1024

const canonicalKey = (key: string): string => {
  const known = keyTexts.get(key)
  if (known !== undefined) return known
  const text = `${canonicalString(key)}:`
  if (keyTexts.size < KEY_TEXTS_MAX) keyTexts.set(key, text)
  return text
}

const canonicalObject = (value: object): string => {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(
      "an object of a class (a Date, a Map, …) is not plain data: it cannot be hashed or logged"
    )
  }
  const entries = value as Record<string, unknown>
  let text = ""
  for (const key of Object.keys(entries).sort()) {
    const field = entries[key]
    if (field !== undefined) text += (text === "" ? "{" : ",") + canonicalKey(key) + canonicalJson(field)
  }
  return text === "" ? "{}" : `${text}}`
}

/** SHA-256 of a text, as 64 hexadecimal digits. */
export const sha256 = (content: string | Uint8Array): string => hash("sha256", content, "hex")

/** The name of a value by its content: SHA-256 of its canonical JSON. */
export const contentHash = (value: unknown): string => sha256(canonicalJson(value))
