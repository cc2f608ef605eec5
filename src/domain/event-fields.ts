/**
 * Schemas of fields that hold many values. A log is read a million events at a time, and zod's own arrays and
 * records check every element through a chain of calls; a loop over the same rules takes a tenth of the time.
 */
import * as z from "zod"
import type { Json } from "./canonical-json.ts"

const isIndividual = (value: unknown): boolean =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0

const isFiniteNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const everyElement = (value: unknown, holds: (element: unknown) => boolean): boolean => {
  if (!Array.isArray(value)) return false
  for (let i = 0; i < value.length; i++) if (!holds(value[i])) return false
  return true
}

const everyField = (value: unknown, holds: (field: unknown) => boolean): boolean => {
  if (!isRecord(value)) return false
  for (const name in value) if (!holds(value[name])) return false
  return true
}

export const individualNumbers = z.custom<number[]>(
  (value) => everyElement(value, isIndividual),
  "expected a list of birth numbers"
)

export const finiteNumbers = z.custom<number[]>(
  (value) => everyElement(value, isFiniteNumber),
  "expected a list of numbers"
)

export const namedNumbers = z.custom<Record<string, number>>(
  (value) => everyField(value, isFiniteNumber),
  "expected numbers by name"
)

/** Lists of numbers by name: compact, since a name is written once for all of its numbers. */
export const namedNumberLists = z.custom<Readonly<Record<string, readonly number[]>>>(
  (value) => everyField(value, (list) => everyElement(list, isFiniteNumber)),
  "expected lists of numbers by name"
)

/** Any JSON value. What is checked here was parsed from JSON, so whatever is there at all is one. */
export const jsonValue = z.custom<Json>((value) => value !== undefined, "expected a value")

export const jsonRecord = z.custom<Record<string, Json>>(isRecord, "expected values by name")
