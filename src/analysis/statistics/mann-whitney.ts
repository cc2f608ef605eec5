/**
 * The Mann–Whitney U test (Mann and Whitney 1947; Wilcoxon 1945), two-sided: are values of one sample larger than
 * those of the other more often than chance would have it? Small samples are tested exactly, ties included, by
 * counting all ways to deal the ranks; larger ones by the normal approximation, corrected for ties and continuity.
 */
import { type Midranks, midranks } from "./midranks.ts"
import { normalUpperTail } from "./normal-tail.ts"

/** Both samples together; up to here all ways to deal the ranks can be counted exactly in a number. */
const EXACT_MAX = 40

export interface MannWhitney {
  /** In how many pairs the first sample's value is larger; half a pair for each tie. */
  readonly u: number
  readonly p: number
  readonly method: "exact" | "normal"
}

/** Undefined where a sample has fewer than two values, of which no test could say anything. */
export const mannWhitney = (first: readonly number[], second: readonly number[]): MannWhitney | undefined => {
  if (first.length < 2 || second.length < 2) return undefined
  const ranks = midranks([...first, ...second])
  const rankSumDoubled = ranks.doubled.slice(0, first.length).reduce((sum, rank) => sum + rank, 0)
  const u = rankSumDoubled / 2 - (first.length * (first.length + 1)) / 2
  const isSmall = first.length + second.length <= EXACT_MAX
  return isSmall
    ? { u, p: exact(ranks, first.length, rankSumDoubled), method: "exact" }
    : { u, p: approximate(ranks, first.length, u), method: "normal" }
}

/** The share of all ways to deal the ranks whose sum is at least as far from its mean as the one seen. */
const exact = ({ doubled }: Midranks, dealt: number, seen: number): number => {
  const centre = dealt * (doubled.length + 1)
  let all = 0
  let asFar = 0
  for (const [sum, ways] of waysToDeal(doubled, dealt).entries()) {
    all += ways
    if (Math.abs(sum - centre) >= Math.abs(seen - centre)) asFar += ways
  }
  return asFar / all
}

/** In how many ways so many of the ranks can be dealt, by their sum. */
const waysToDeal = (ranks: readonly number[], dealt: number): Float64Array => {
  const sumMax = ranks.reduce((sum, rank) => sum + rank, 0)
  let ways = Array.from({ length: dealt + 1 }, () => new Float64Array(sumMax + 1))
  ways[0]?.fill(1, 0, 1)
  for (const rank of ranks) {
    ways = ways.map((withoutIt, n) => {
      const oneFewer = ways[n - 1]
      return oneFewer === undefined
        ? withoutIt
        : withoutIt.map((count, sum) => count + (oneFewer[sum - rank] ?? 0))
    })
  }
  return ways[dealt] ?? new Float64Array(0)
}

const approximate = ({ doubled, ties }: Midranks, firstSize: number, u: number): number => {
  const size = doubled.length
  const pairs = firstSize * (size - firstSize)
  const tied = ties.reduce((sum, tie) => sum + (tie ** 3 - tie), 0)
  const variance = (pairs / 12) * (size + 1 - tied / (size * (size - 1)))
  // All values are equal: nothing could be less surprising.
  if (variance <= 0) return 1
  const z = (Math.abs(u - pairs / 2) - 0.5) / Math.sqrt(variance)
  return Math.min(1, 2 * normalUpperTail(Math.max(0, z)))
}
