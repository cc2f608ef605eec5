/** Validates DNA that comes from outside (the log, a file). */
import * as z from "zod"
import type { DnaGenome } from "./genome.ts"
import { dnaProblem } from "./validity.ts"

const id = z.string().regex(/^[a-z0-9]{1,40}$/, "an id is made of small letters and digits")

const flags = { inputsMutable: z.boolean(), outputsMutable: z.boolean(), propertiesMutable: z.boolean() }

const vertex = z.discriminatedUnion("type", [
  z.strictObject({ ...flags, id, type: z.literal("LINEAR") }),
  z.strictObject({
    ...flags,
    id,
    type: z.literal("BN_RELU"),
    leakiness: z.number().min(0).max(1),
    weights: id
  })
])

const ends = { id, from: id, to: id, depthPrecedence: z.int(), scalePrecedence: z.int() }

const edge = z.discriminatedUnion("type", [
  z.strictObject({ ...ends, type: z.literal("IDENTITY") }),
  z.strictObject({
    ...ends,
    type: z.literal("CONV"),
    depthFactor: z.number().positive(),
    filterHalfWidth: z.int().min(0),
    filterHalfHeight: z.int().min(0),
    strideScale: z.int().min(0),
    weights: id
  })
])

/** First the fields, then the graph. */
export const dnaGenomeSchema: z.ZodType<DnaGenome> = z
  .strictObject({
    learningRate: z.number().positive(),
    vertices: z.array(vertex),
    edges: z.array(edge),
    classifier: id
  })
  .superRefine((genome, context) => {
    const message = dnaProblem(genome)
    if (message !== undefined) context.addIssue({ code: "custom", message })
  })
