/**
 * The configuration of real training with TensorFlow.js. The defaults are for MNIST on two processor cores; the
 * paper's search (Real et al. 2018) trains for 25 epochs on 45,000 images of CIFAR-10.
 */
import * as z from "zod"
import { datasetConfigSchema } from "../../datasets/dataset-config.ts"

const BACKEND_CHOICES = ["auto", "wasm", "cpu", "native", "webgpu"] as const

export const tfjsConfigSchema = z.strictObject({
  kind: z.literal("tfjs"),
  /** Real training can crash, hang or run out of memory, so it always has a process of its own. */
  isolation: z.literal("process").optional(),
  /** "auto" takes the fastest that works here: at present wasm. */
  backend: z.enum(BACKEND_CHOICES).default("auto"),
  dataset: datasetConfigSchema.default("mnist"),
  /**
   * 1 gives networks the images as they are. With p, every patch of p x p pixels is one pixel with p x p times the
   * channels, which is about p x p times cheaper: for small machines and small experiments.
   */
  patchSize: z.int().min(1).max(1024).default(1),
  /** Training images. */
  examples: z.int().min(1).default(6000),
  /** Validation images, whose accuracy is the fitness; never trained on. */
  validationExamples: z.int().min(1).default(1000),
  epochs: z.int().min(1).default(1),
  batchSize: z.int().min(2).default(64),
  /** Of the first step. */
  learningRate: z.number().positive().default(0.1),
  /** "cosine" falls to zero over the whole training (Loshchilov & Hutter 2017). */
  learningRateDecay: z.enum(["cosine", "none"]).default("cosine"),
  momentum: z.number().min(0).lt(1).default(0.9),
  /** L2, on the weights of convolutions and of the classifier. */
  weightDecay: z.number().min(0).default(0.0005),
  /** The largest norm of the whole gradient; 0 leaves gradients as they are. */
  gradientClip: z.number().min(0).default(5),
  /**
   * How much the loss of the auxiliary head counts beside the network's own; 0 builds no such head. For the long
   * training of a network that was found: 0.5 on CIFAR-10, 0.4 on ImageNet (Real et al. 2018).
   */
  auxiliaryWeight: z.number().min(0).default(0),
  /** ScheduledDropPath (Zoph et al. 2018): the share of paths that is kept where most are dropped; 1 drops none. */
  dropPathKeep: z.number().gt(0).max(1).default(1),
  /**
   * What the share of dropped paths grows with: the steps of the training (“v1” in the networks that Google released,
   * AmoebaNet's default), the depth of the cell (“v2”), or both (“v3”, NASNet's).
   */
  dropPathSchedule: z.enum(["step", "depth", "both"]).default("step"),
  /**
   * Whether a child begins with the weights that its parent ended with, where names and shapes agree (Real et al.
   * 2017); what each training ends with is then kept in a file.
   */
  inheritWeights: z.boolean().default(false),
  /** A model that would need more memory in training, by estimate, is refused before it is built. */
  memoryMaxMiB: z.int().min(1).default(2048)
})

/** The kinds of space whose genomes can be made networks and trained. */
export const TRAINABLE_SPACES = [
  "nasnet",
  "dna",
  "nas-bench-101",
  "nas-bench-201",
  "nas-bench-macro"
] as const

export type BackendChoice = (typeof BACKEND_CHOICES)[number]
export type TfjsConfig = z.infer<typeof tfjsConfigSchema>
