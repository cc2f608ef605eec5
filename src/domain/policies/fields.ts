/** Kinds of fields that configs share. */
import * as z from "zod"

export const countSchema = (what: string, max: number) =>
  z.int(`${what} is a whole number`).min(1, `${what} is at least 1`).max(max, `${what} is at most ${max}`)

export const probability = z
  .number()
  .min(0, "a probability is at least 0")
  .max(1, "a probability is at most 1")
