/**
 * The configuration of the space of "Large-Scale Evolution of Image Classifiers" (Real et al. 2017). There is
 * nothing to set but what the data dictate: the paper bounds neither the size nor the depth of a model.
 */
import * as z from "zod"

export const dnaConfigSchema = z.strictObject({
  kind: z.literal("dna"),
  /** Channels of the images (1 for grey, 3 for colour): numbers of channels are computed from it. */
  imageChannels: z.int().min(1).max(1024).default(1)
})

export type DnaConfig = z.output<typeof dnaConfigSchema>
