/**
 * All search spaces by kind. A new space is named here in three places: its import, its config in the union,
 * its case in `makeSpace`.
 */
import * as z from "zod"
import type { Genome, Space } from "../domain/space.ts"
import { bitsConfig, makeBitsSpace } from "./bits.ts"
import { dnaConfigSchema } from "./dna/config.ts"
import { makeDnaSpace } from "./dna/space.ts"
import { moduleSpaceConfig } from "./module/config.ts"
import { makeModuleSpace } from "./module/space.ts"
import { nasBench101Config } from "./nas-bench-101/config.ts"
import { makeNasBench101Space } from "./nas-bench-101/space.ts"
import { makeNasBench201Space, nasBench201Config } from "./nas-bench-201.ts"
import { makeNasBenchMacroSpace, nasBenchMacroConfig } from "./nas-bench-macro.ts"
import { nasnetConfigSchema } from "./nasnet/config.ts"
import { makeNasnetSpace } from "./nasnet/space.ts"
import { nothingOutside, type Outside } from "./outside.ts"
import { tableSpaceConfig } from "./table/config.ts"
import { makeTableSpace } from "./table/space.ts"

export const spaceConfig = z.discriminatedUnion("kind", [
  bitsConfig,
  nasBench101Config,
  nasBench201Config,
  nasBenchMacroConfig,
  nasnetConfigSchema,
  dnaConfigSchema,
  tableSpaceConfig,
  moduleSpaceConfig
])
export type SpaceConfig = z.output<typeof spaceConfig>

/**
 * The space that a config describes. Spaces that a person brings along are got from outside; throws OutsideProblem
 * where what is there cannot be used.
 */
export const makeSpace = (config: SpaceConfig, outside: Outside = nothingOutside): Space => {
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
    case "dna":
      return widened(makeDnaSpace(config))
    case "table":
      return widened(makeTableSpace(config, outside))
    case "module":
      return makeModuleSpace(config, outside)
  }
}

/**
 * Forgets what the genomes of a space look like, since the population treats those of all spaces alike. The
 * compiler cannot follow (a space takes its own genomes, not any JSON); it holds because a run hands a space
 * only genomes that the space drew, or validated when they were read from the log.
 */
const widened = <G extends Genome>(space: Space<G>): Space => space as unknown as Space
