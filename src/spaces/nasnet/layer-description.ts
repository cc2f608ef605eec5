/**
 * Layers as data: what an operation is made of, so that counting a network and building one read the same lines.
 * Every window is padded so that the output is as large as the input divided by the stride ("same"). No convolution
 * has a bias, since a normalisation follows.
 */

/** Rows and columns. */
export type Extent = readonly [height: number, width: number]

export type LayerDescription =
  | { readonly kind: "relu" }
  | {
      readonly kind: "convolution"
      /** Within the operation; the layers of one operation that share a name belong together. */
      readonly name: string
      readonly size: Extent
      readonly inputs: number
      readonly outputs: number
      readonly strides: Extent
      readonly dilation: number
    }
  | {
      readonly kind: "depthwise"
      readonly name: string
      readonly size: number
      readonly channels: number
      readonly stride: number
      readonly dilation: number
    }
  | { readonly kind: "normalisation"; readonly name: string; readonly channels: number }
  | {
      readonly kind: "pooling"
      readonly of: "average" | "maximum" | "minimum"
      readonly size: number
      readonly stride: number
    }

export type ConvolutionDescription = Extract<LayerDescription, { kind: "convolution" }>

/** ReLU, convolution, batch normalisation: the order of all convolutions in this space. */
export const normalisedConvolution = (
  shape: Omit<ConvolutionDescription, "kind">
): readonly LayerDescription[] => [
  { kind: "relu" },
  { kind: "convolution", ...shape },
  { kind: "normalisation", name: shape.name, channels: shape.outputs }
]

/** The same with a window of one pixel. */
export const pointwise = (shape: {
  readonly name: string
  readonly inputs: number
  readonly outputs: number
  readonly stride: number
}): readonly LayerDescription[] => {
  const { stride, ...rest } = shape
  return normalisedConvolution({ ...rest, size: [1, 1], strides: [stride, stride], dilation: 1 })
}
