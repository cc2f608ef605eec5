/** From a genome of any trainable space to its network: the one place that knows which space has which networks. */
import type { ImageShape } from "../../datasets/labelled-images.ts"
import type { Genome } from "../../domain/space.ts"
import { cellCost } from "../../spaces/nas-bench-101/cell-cost.ts"
import type { NasBench101Config } from "../../spaces/nas-bench-101/config.ts"
import { GENOME_PATTERN, packGenome } from "../../spaces/nas-bench-101/genome.ts"
import { prunedIfValid } from "../../spaces/nas-bench-101/validity.ts"
import { cellNumber, type NasBench201Config } from "../../spaces/nas-bench-201.ts"
import { nasBench201Cost } from "../../spaces/nas-bench-201-cost.ts"
import { type NasBenchMacroConfig, networkNumber } from "../../spaces/nas-bench-macro.ts"
import { nasBenchMacroCost } from "../../spaces/nas-bench-macro-cost.ts"
import type { NasnetConfig } from "../../spaces/nasnet/config.ts"
import type { Count } from "../../spaces/nasnet/count-layers.ts"
import { countNetwork } from "../../spaces/nasnet/count-network.ts"
import { nasnetGenomeSchema } from "../../spaces/nasnet/genome.ts"
import { NASNET_VARIANTS } from "../../spaces/nasnet/variants.ts"
import type { SpaceConfig } from "../../spaces/registry.ts"
import type { TRAINABLE_SPACES } from "./config.ts"
import { buildNasBench101Network } from "./networks/nas-bench-101-network.ts"
import { buildNasBench201Network, type StackSize } from "./networks/nas-bench-201-network.ts"
import { buildNasBenchMacroNetwork } from "./networks/nas-bench-macro-network.ts"
import { buildNasnetNetwork } from "./networks/nasnet-network.ts"
import type { Network } from "./networks/network-builder.ts"

export type TrainableSpace = Extract<SpaceConfig, { readonly kind: (typeof TRAINABLE_SPACES)[number] }>
/** Spaces whose networks are of a size that the config bounds. */
export type BoundedSpace = Exclude<TrainableSpace, { readonly kind: "dna" }>

/** What is trained where the config does not say: little enough for two processor cores. */
const SMALL = { cells: 1, filters: 8 } as const

/** What a network is for. */
export interface Purpose {
  readonly image: ImageShape
  readonly classes: number
  /** For training only, and only where a space has one. */
  readonly hasAuxiliaryHead: boolean
}

export interface SizedNetwork {
  readonly network: Network
  /** Without what only training needs. */
  readonly size: Count
}

/** The genome's network or, where it is no genome of the space, the name of the space and what is wrong. */
export const buildNetwork = (
  space: BoundedSpace,
  genome: Genome,
  purpose: Purpose
): SizedNetwork | string => {
  switch (space.kind) {
    case "nasnet":
      return nasnetNetwork(space, genome, purpose)
    case "nas-bench-101":
      return nasBench101Network(space, genome, purpose)
    case "nas-bench-201":
      return nasBench201Network(space, genome, purpose)
    case "nas-bench-macro":
      return nasBenchMacroNetwork(space, genome, purpose)
  }
}

const stackSize = ({ cells, filters }: NasBench101Config | NasBench201Config): StackSize => ({
  cells: cells ?? SMALL.cells,
  filters: filters ?? SMALL.filters
})

const nasBench101Network = (
  space: NasBench101Config,
  genome: Genome,
  { image, classes }: Purpose
): SizedNetwork | string => {
  const isEncoding = typeof genome === "string" && GENOME_PATTERN.test(genome)
  const cell = isEncoding ? prunedIfValid(packGenome(genome), space.edgeLimit) : undefined
  if (cell === undefined) return "nas-bench-101 (it is no valid cell)"
  const stacks = stackSize(space)
  return {
    network: buildNasBench101Network(cell, stacks, image, classes),
    size: cellCost(cell, { ...stacks, image, classes })
  }
}

const nasBench201Network = (
  space: NasBench201Config,
  genome: Genome,
  { image, classes }: Purpose
): SizedNetwork | string => {
  if (typeof genome !== "string" || cellNumber(genome) === undefined)
    return "nas-bench-201 (it is no key of a cell)"
  const stacks = stackSize(space)
  return {
    network: buildNasBench201Network(genome, stacks, image, classes),
    size: nasBench201Cost(genome, { ...stacks, image, classes })
  }
}

const nasBenchMacroNetwork = (
  { filters = SMALL.filters }: NasBenchMacroConfig,
  genome: Genome,
  { image, classes }: Purpose
): SizedNetwork | string =>
  typeof genome === "string" && networkNumber(genome) !== undefined
    ? {
        network: buildNasBenchMacroNetwork(genome, filters, image, classes),
        size: nasBenchMacroCost(genome, { filters, image, classes })
      }
    : "nas-bench-macro (it is no key of a network)"

const nasnetNetwork = (
  space: NasnetConfig,
  genome: Genome,
  { image, classes, hasAuxiliaryHead }: Purpose
): SizedNetwork | string => {
  const parsed = nasnetGenomeSchema(NASNET_VARIANTS[space.variant]).safeParse(genome)
  if (parsed.success) {
    const stem = { kind: "small", stride: space.stemStride } as const
    return {
      network: buildNasnetNetwork(parsed.data, { ...space, hasAuxiliaryHead }, image, classes),
      size: countNetwork({ genome: parsed.data, outer: space, stem, image, classes })
    }
  }
  const problem = parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")
  return `${space.variant} (${problem})`
}
