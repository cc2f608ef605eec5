/**
 * The configuration of a NASNet space: which variant is searched, and the size of the outer network that the
 * cells are put into. The size is a setting of the run, not a gene: the paper searches small (N = 3, F = 24)
 * and enlarges what it found (N = 6, F = 32 or 36).
 */
import * as z from "zod"
import { NASNET_VARIANT_NAMES } from "./variants.ts"

export const nasnetConfigSchema = z.strictObject({
  kind: z.literal("nasnet"),
  variant: z.enum(NASNET_VARIANT_NAMES).default("SP-I"),
  /** N: normal cells in each of the three stacks. */
  cells: z.int().min(1).max(20).default(1),
  /** F: filters in the first stack, doubled by each reduction cell. Even, since a factorised reduction halves it. */
  filters: z.int().min(2).max(1024).multipleOf(2).default(8),
  /**
   * The stride of the stem's convolution. 1 is the papers' network; 2 halves height and width before the
   * first cell, which makes training about four times faster: for small machines and small experiments.
   */
  stemStride: z.union([z.literal(1), z.literal(2)]).default(1),
  /**
   * What an operation mutates to: "any" of the list, its own kind included, as the paper's words allow; or a
   * "different" one, as in the code of NAS-Bench-101.
   */
  newOperation: z.enum(["any", "different"]).default("any")
})

export type NasnetConfig = z.infer<typeof nasnetConfigSchema>
