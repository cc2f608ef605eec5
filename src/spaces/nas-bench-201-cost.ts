/**
 * What the network of a NAS-Bench-201 cell costs (Dong and Yang 2020): a 3×3 convolution to F filters, three stacks of N
 * cells with F, 2F and 4F filters, a residual block of stride 2 between stacks, a normalisation, and the classifier.
 * Multiply-adds are those of convolutions and of the classifier, one for a product and its sum. The benchmark's own
 * records count normalisations and poolings as well and so are larger, for cells of poolings twice as large.
 */
import type { MapShape } from "./map-shape.ts"
import { addCounts, type Count, countDense } from "./nasnet/count-layers.ts"

export interface StackedNetwork {
  /** N: cells in each stack. */
  readonly cells: number
  /** F: filters of the first stack. */
  readonly filters: number
  readonly image: MapShape
  readonly classes: number
}

const STACKS = 3

/** By the digit of the genome: the size of the filter, 0 of what is no convolution. */
const FILTER_SIZES = [0, 0, 1, 3, 0] as const

const halved = ({ height, width, channels }: MapShape): MapShape => ({
  height: Math.ceil(height / 2),
  width: Math.ceil(width / 2),
  channels: 2 * channels
})

/** Without a normalisation; `output` is the map that it gives. */
const convolution = (size: number, inputs: number, output: MapShape): Count => {
  const parameters = size ** 2 * inputs * output.channels
  return { parameters, flops: parameters * output.height * output.width }
}

const normalised = (size: number, inputs: number, output: MapShape): Count =>
  addCounts(convolution(size, inputs, output), normalisation(output))

const normalisation = ({ channels }: MapShape): Count => ({ parameters: 2 * channels, flops: 0 })

const cellCost = (key: string, map: MapShape): Count =>
  addCounts(
    ...[...key].map((digit) => {
      const size = FILTER_SIZES[Number(digit)] ?? 0
      return size === 0 ? { parameters: 0, flops: 0 } : normalised(size, map.channels, map)
    })
  )

const reductionCost = (inputs: number, map: MapShape): Count =>
  addCounts(
    normalised(3, inputs, map),
    normalised(3, map.channels, map),
    // The shortcut is a bare convolution.
    convolution(1, inputs, map)
  )

export const nasBench201Cost = (key: string, { cells, filters, image, classes }: StackedNetwork): Count => {
  let map: MapShape = { ...image, channels: filters }
  const counts = [normalised(3, image.channels, map)]
  for (let stack = 0; stack < STACKS; stack++) {
    if (stack > 0) {
      const inputs = map.channels
      map = halved(map)
      counts.push(reductionCost(inputs, map))
    }
    for (let cell = 0; cell < cells; cell++) counts.push(cellCost(key, map))
  }
  return addCounts(...counts, normalisation(map), countDense(map.channels, classes))
}
