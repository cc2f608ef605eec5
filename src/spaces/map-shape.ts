/** The shape of the activations of one image, as counters and planners of networks reckon with it. */
export interface MapShape {
  /** In pixels. */
  readonly height: number
  readonly width: number
  readonly channels: number
}

export const valuesOf = ({ height, width, channels }: MapShape): number => height * width * channels
