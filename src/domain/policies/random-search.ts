/**
 * Random search, the control of every search: each genome is drawn from the whole space, and nobody breeds. The
 * population is the latest P, a window for people to look through; it steers nothing.
 */
import type { Policy } from "../policy.ts"
import { reproduceWith } from "../reproduction.ts"
import { oldestBeyond } from "../survival.ts"
import type { PolicyConfigOf } from "./config.ts"

export const randomSearch = ({ populationSize }: PolicyConfigOf<"random">): Policy => ({
  populationSize,
  select: () => ({ kind: "nobody" }),
  reproduce: reproduceWith(0),
  afterJoining: oldestBeyond(populationSize)
})
