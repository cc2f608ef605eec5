/**
 * What a configuration may say of the images of any data set: how they are split, what is made of them before a network
 * sees them, and how they are varied in training. The defaults leave images as they are in the files.
 */
import * as z from "zod"

const SIDE_MAX = 1024
const side = z.int().min(1).max(SIDE_MAX)

export const imageConfigFields = {
  /** Of the order in which the training file is split into validation and training images; not the run's seed. */
  splitSeed: z.int().min(1).default(1),
  /** One channel, by the luma weights of ITU-R BT.601, in place of red, green and blue. */
  grey: z.boolean().default(false),
  /** Smaller images by the mean over areas: divided by a whole factor, or to a height and a width in pixels. */
  downscale: z.union([side, z.strictObject({ height: side, width: side })]).default(1),
  /**
   * The numbers that networks get: "none" as they are stored (0 to 255), "unit" in [0, 1], "standardised" with mean 0
   * and standard deviation 1 in each channel of the training images.
   */
  normalisation: z.enum(["none", "unit", "standardised"]).default("unit"),
  /** Of training images, anew for each image in each epoch; none by default. */
  augmentation: z
    .strictObject({
      /** Shifts by up to so many pixels in each direction: padded with black on all sides, then cropped at random. */
      crop: z.int().min(0).max(SIDE_MAX).default(0),
      /** Left and right exchanged, for half of the images. */
      flip: z.boolean().default(false),
      /** The side of a square, in pixels, around a random place, that is blanked out (DeVries and Taylor 2017). */
      cutout: z.int().min(0).max(SIDE_MAX).default(0)
    })
    .prefault({})
} as const

const imageConfigSchema = z.strictObject(imageConfigFields)

export type ImageConfig = z.infer<typeof imageConfigSchema>
export type AugmentationConfig = ImageConfig["augmentation"]
