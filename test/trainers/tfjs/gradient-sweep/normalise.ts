/** How a pass of the sweep normalises: by the batch, as in training, without keeping statistics. */
import type { Pass } from "../../../../src/trainers/tfjs/networks/network-builder.ts"
import { batchNorm } from "../../../../src/trainers/tfjs/operations/batch-normalisation.ts"

export const normalise: Pass["normalise"] = (_index, x, { scale, offset }) => batchNorm(x, scale, offset).y
