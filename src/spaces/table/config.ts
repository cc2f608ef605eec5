/**
 * The config of a space that is a person's own table: a file with one row for each genome, and which of its columns
 * are the genes. What the other columns mean is the evaluator's business.
 */
import * as z from "zod"
import { contentHashSchema } from "../content-hash-schema.ts"

/** Names of columns, none of them twice; `what` is the field that holds them. */
export const columnNames = (what: string) =>
  z
    .array(z.string().min(1, "a column has a name"))
    .refine((names) => new Set(names).size === names.length, `${what} names a column twice`)

export const tableSpaceConfig = z.strictObject({
  kind: z.literal("table"),
  /** CSV or a JSON array of objects, gzipped or not. */
  file: z.string().min(1, "a file has a name"),
  fileHash: contentHashSchema.optional(),
  /** The columns that make a genome; a row is the one genome with its values. */
  genes: columnNames("genes").min(1, "a genome has at least one gene"),
  /** Those of the genes whose values are numbers of which a next smaller and a next larger one mean something. */
  ordered: columnNames("ordered").default([])
})
export type TableSpaceConfig = z.output<typeof tableSpaceConfig>
