/** The configuration of the NAS-Bench-101 space, in which the published searches differ (see each field). */
import * as z from "zod"
import { cellsPerStack, firstFilters } from "../trained-size.ts"

export const nasBench101Config = z.strictObject({
  kind: z.literal("nas-bench-101"),
  /**
   * "one-gene": one of the 26 genes changes, as in the experiments of Ying et al. 2019. "per-gene": each of the 21
   * edges flips with probability 1/7 and each of the 5 operations changes with probability 1/5, as in the notebook
   * that came with the benchmark; a child may then equal its parent.
   */
  mutation: z.enum(["one-gene", "per-gene"]).default("one-gene"),
  /** Whether the limit of 9 edges is for the whole matrix or, as in the benchmark's own code, for what is left after pruning. */
  edgeLimit: z.enum(["after-pruning", "before-pruning"]).default("after-pruning"),
  /**
   * "redraw": only valid encodings are genomes, and what chance makes invalid is drawn again (the notebook).
   * "keep": every encoding is a genome, and the invalid ones have fitness 0 (the experiments of Ying et al.).
   */
  invalid: z.enum(["redraw", "keep"]).default("redraw"),
  /** For real training; the benchmark's are 3 and 128. */
  cells: cellsPerStack,
  filters: firstFilters
})
export type NasBench101Config = z.output<typeof nasBench101Config>
