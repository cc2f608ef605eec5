/**
 * All search spaces by kind. A new space is named here in three places: its import, its config in the union,
 * its case in `makeSpace`.
 */
import * as z from "zod"
import type { Genome, Space } from "../domain/space.ts"
import { bitsConfig, makeBitsSpace } from "./bits.ts"
import { nasBench101Config } from "./nas-bench-101/config.ts"
import { makeNasBench101Space } from "./nas-bench-101/space.ts"
import { makeNasBench201Space, nasBench201Config } from "./nas-bench-201.ts"
import { makeNasBenchMacroSpace, nasBenchMacroConfig } from "./nas-bench-macro.ts"
import { nasnetConfigSchema } from "./nasnet/config.ts"
import { makeNasnetSpace } from "./nasnet/space.ts"

export const spaceConfig = z.discriminatedUnion("kind", [
  bitsConfig,
  nasBench101Config,
  nasBench201Config,
  nasBenchMacroConfig,
  nasnetConfigSchema
])
export type SpaceConfig = z.output<typeof spaceConfig>

/** The space that a config describes. */
export const makeSpace = (config: SpaceConfig): Space => {
  switch (config.kind) {
    case "bits":
      return widened(makeBitsSpace(config))
    case "nas-bench-101":
      return widened(makeNasBench101Space(config))
    case "nas-bench-201":
      return widened(makeNasBench201Space(config))
    case "nas-bench-macro":
      return widened(makeNasBenchMacroSpace(config))
    case "nasnet":
      return widened(makeNasnetSpace(config))
  }
}

/**
 * Forgets what the genomes of a space look like, since the population treats those of all spaces alike. The
 * compiler cannot follow (a space takes its own genomes, not any JSON); it holds because a run hands a space
 * only genomes that the space drew, or validated when they were read from the log.
 */
const widened = <G extends Genome>(space: Space<G>): Space => space as unknown as Space
