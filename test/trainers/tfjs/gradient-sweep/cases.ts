/** All cases of the sweep, in groups. */
import { dnaGradientCases } from "../../../../src/trainers/tfjs/gradient-check/dna-gradient-cases.ts"
import type { GradientCase } from "../../../../src/trainers/tfjs/gradient-check/gradient-case.ts"
import { convolutions } from "./convolutions.ts"
import { elementary } from "./elementary.ts"
import { operations } from "./operations.ts"
import { poolings } from "./poolings.ts"

export const GROUPS: Readonly<Record<string, () => readonly GradientCase[]>> = {
  convolutions,
  poolings,
  operations,
  "everything else": () => [...elementary(), ...dnaGradientCases()]
}

export const sweepCases = (): readonly GradientCase[] => Object.values(GROUPS).flatMap((make) => make())
