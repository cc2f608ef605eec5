/**
 * The configuration of real training with TensorFlow.js. The defaults are for MNIST on two processor cores; the
 * paper's search (Real et al. 2018) trains for 25 epochs on 45,000 images of CIFAR-10.
 */
import * as z from "zod"
import { datasetConfigSchema } from "../../datasets/dataset-config.ts"
import { imageConfigFields } from "../../datasets/image-config.ts"

const BACKEND_CHOICES = ["auto", "wasm", "cpu", "native", "webgpu"] as const

export const tfjsConfigSchema = z.strictObject({
  kind: z.literal("tfjs"),
  /** Real training can crash, hang or run out of memory, so it always has a process of its own. */
  isolation: z.literal("process").optional(),
  /** "auto" takes the fastest that works here: at present wasm. */
  backend: z.enum(BACKEND_CHOICES).default("auto"),
  dataset: datasetConfigSchema.default("mnist"),
  ...imageConfigFields,
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
  /** Ends the training after so many steps, if its epochs have more; rates then fall over these steps. */
  stepsMax: z.int().min(1).exactOptional(),
  /**
   * Ends the training with the first step that is done after so many seconds; rates are planned as without it. What
   * is learnt then depends on the clock: the same seed gives other numbers elsewhere, or another time.
   */
  secondsMax: z.number().positive().exactOptional(),
  /** Validates after every so many epochs, for the learning curve; 0 validates at the end alone. */
  validateEvery: z.int().min(0).default(0),
  batchSize: z.int().min(2).default(64),
  /** Of the first step, or of the first after the warm-up. */
  learningRate: z.number().positive().default(0.1),
  /**
   * "cosine" falls to zero over the whole training (Loshchilov & Hutter 2017), "exponential" by a factor every few
   * epochs, "step" by a factor at each milestone.
   */
  learningRateDecay: z.enum(["cosine", "none", "exponential", "step"]).default("cosine"),
  /** What "exponential" and "step" multiply the rate with; 0.97 and 0.1 where it is left out. */
  learningRateFactor: z.number().gt(0).max(1).exactOptional(),
  /** After how many epochs "exponential" has fallen by the factor once. */
  learningRateDecayEpochs: z.number().positive().default(2),
  /** Whether "exponential" falls all at once at the end of those epochs, or a little with each step. */
  learningRateStaircase: z.boolean().default(true),
  /** The epochs, in order, after which "step" falls. */
  learningRateMilestones: z
    .array(z.number().positive())
    .refine(
      (epochs) => epochs.every((epoch, index) => index === 0 || epoch > Number(epochs[index - 1])),
      "must be epochs in rising order"
    )
    .default([]),
  /** Over so many epochs the rate first rises, in equal parts a step (Goyal et al. 2017); a cosine falls over the rest. */
  warmUpEpochs: z.number().min(0).default(0),
  /**
   * "momentum" and "nesterov" are stochastic gradient descent with a velocity (Sutskever et al. 2013), "sgd" without;
   * "rmsprop" is TensorFlow's: epsilon is inside the root, and the mean of squares begins at 1.
   */
  optimiser: z.enum(["momentum", "nesterov", "rmsprop", "sgd"]).default("momentum"),
  /** The share of the velocity that a step keeps; of no meaning to "sgd". */
  momentum: z.number().min(0).lt(1).default(0.9),
  /** The share of the mean of squared gradients that a step of "rmsprop" keeps. */
  rmspropDecay: z.number().min(0).lt(1).default(0.9),
  /** Added to that mean before its root is taken. */
  rmspropEpsilon: z.number().positive().default(1e-10),
  /** L2, on the weights of convolutions and of the classifier. */
  weightDecay: z.number().min(0).default(0.0005),
  /** The largest norm of the whole gradient; 0 leaves gradients as they are. */
  gradientClip: z.number().min(0).default(5),
  /** The largest value, of either sign, of each number in the gradient, after its norm is cut; 0 leaves them as they are. */
  gradientClipValue: z.number().min(0).default(0),
  /** The share of each label that is spread evenly over all classes (Szegedy et al. 2016). */
  labelSmoothing: z.number().min(0).lt(1).default(0),
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
