/**
 * What a network of NAS-Bench-Macro costs (Su et al. 2021): a 3×3 convolution to F filters, eight layers in three stages with
 * 2F, 4F and 8F filters, of which the first of each halves height and width, a 1×1 convolution to 40F, and the classifier.
 * Multiply-adds are those of convolutions and of the classifier, one for a product and its sum.
 */
import type { MapShape } from "./map-shape.ts"
import { addCounts, type Count, countDense } from "./nasnet/count-layers.ts"

export interface MacroNetwork {
  readonly filters: number
  readonly image: MapShape
  readonly classes: number
}

const STAGE_OF_LAYER = [0, 0, 1, 1, 1, 2, 2, 2] as const
const LAST_MULTIPLIER = 40

/** By the digit of the genome; the identity has none. */
const BOTTLENECKS = [undefined, { expansion: 3, size: 3 }, { expansion: 6, size: 5 }] as const

/** A convolution, normalised; `weights` are used once at each output pixel. */
const normalised = (weights: number, { height, width, channels }: MapShape): Count => ({
  parameters: weights + 2 * channels,
  flops: weights * height * width
})

const pointwise = (inputs: number, output: MapShape): Count => normalised(inputs * output.channels, output)

const layerCost = (operation: number, input: MapShape, output: MapShape): Count => {
  const bottleneck = BOTTLENECKS[operation]
  if (bottleneck === undefined) {
    const keepsShape = input.height === output.height && input.channels === output.channels
    return keepsShape ? { parameters: 0, flops: 0 } : pointwise(input.channels, output)
  }
  const channels = input.channels * bottleneck.expansion
  return addCounts(
    pointwise(input.channels, { ...input, channels }),
    normalised(bottleneck.size ** 2 * channels, { ...output, channels }),
    pointwise(channels, output)
  )
}

export const nasBenchMacroCost = (key: string, { filters, image, classes }: MacroNetwork): Count => {
  let map: MapShape = { ...image, channels: filters }
  const counts = [normalised(9 * image.channels * filters, map)]
  STAGE_OF_LAYER.forEach((stage, index) => {
    const stride = stage === STAGE_OF_LAYER[index - 1] ? 1 : 2
    const output = {
      height: Math.ceil(map.height / stride),
      width: Math.ceil(map.width / stride),
      channels: filters * 2 ** (stage + 1)
    }
    counts.push(layerCost(Number(key[index]), map, output))
    map = output
  })
  const last = { ...map, channels: filters * LAST_MULTIPLIER }
  return addCounts(...counts, pointwise(map.channels, last), countDense(last.channels, classes))
}
