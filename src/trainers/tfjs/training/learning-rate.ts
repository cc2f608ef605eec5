/** The learning rate of each step. */
import type { TfjsConfig } from "../config.ts"

/** For step `step` of `steps`, counted from 0. A cosine begins at the configured rate and ends just above zero. */
export const learningRateAt = (
  config: Pick<TfjsConfig, "learningRate" | "learningRateDecay">,
  step: number,
  steps: number
): number =>
  config.learningRateDecay === "none"
    ? config.learningRate
    : (config.learningRate * (1 + Math.cos((Math.PI * step) / steps))) / 2
