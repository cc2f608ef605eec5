/**
 * What every space must keep, tried on a sample: for spaces that come from outside, before a run is begun with one.
 * The test suite of the spaces in this program is stricter (`test/spaces/space-contract.ts`).
 */
import { canonicalJson } from "../domain/canonical-json.ts"
import { type RandomStream, randomStream } from "../domain/random-stream.ts"
import type { Genome, Mutation, Space } from "../domain/space.ts"

const SAMPLE = 50

const textOf = (value: Mutation<Genome> | undefined): string =>
  canonicalJson(value === undefined ? null : { genome: value.genome, change: value.change })

/** The first promise that the space is seen to break, in a sentence; `undefined` where it keeps them all. */
export const breachOf = (space: Space, seed: number): string | undefined => {
  for (let index = 0; index < SAMPLE; index++) {
    const stream = (name: string): RandomStream => randomStream(seed, name, index)
    const genome = space.random(stream("random genome"))
    if (canonicalJson(space.random(stream("random genome"))) !== canonicalJson(genome)) {
      return "“random” draws two genomes from equal streams; all its chance must come from the stream, and nothing be kept from one call to the next"
    }
    const breach =
      genomeBreach(space, genome, "random") ??
      operatorBreach(space, genome, stream) ??
      codingBreach(space, genome) ??
      crossoverBreach(space, genome, stream)
    if (breach !== undefined) return breach
  }
  return undefined
}

const genomeBreach = (space: Space, genome: Genome, maker: string): string | undefined =>
  space.genome.safeParse(genome).success
    ? undefined
    : `“${maker}” gives ${canonicalJson(genome)}, which the space does not take for one of its genomes`

const operatorBreach = (
  space: Space,
  genome: Genome,
  stream: (name: string) => RandomStream
): string | undefined => {
  for (const [name, apply] of Object.entries(space.operators)) {
    const mutation = apply(genome, stream("mutate"))
    if (textOf(apply(genome, stream("mutate"))) !== textOf(mutation)) {
      return `the operator “${name}” makes two children of one genome and equal streams; all its chance must come from the stream`
    }
    const breach = mutation === undefined ? undefined : genomeBreach(space, mutation.genome, name)
    if (breach !== undefined) return breach
  }
  return undefined
}

const codingBreach = ({ decisions }: Space, genome: Genome): string | undefined => {
  if (decisions === undefined) return undefined
  const back = decisions.toGenome(decisions.toDecisions(genome))
  return back !== undefined && canonicalJson(back) === canonicalJson(genome)
    ? undefined
    : `“decisions” do not give ${canonicalJson(genome)} back when it is coded and read again`
}

const crossoverBreach = (
  space: Space,
  genome: Genome,
  stream: (name: string) => RandomStream
): string | undefined => {
  const other = space.random(stream("other parent"))
  const child = space.crossover?.(genome, other, stream("crossover"))
  if (textOf(space.crossover?.(genome, other, stream("crossover"))) !== textOf(child)) {
    return "“crossover” makes two children of the same parents and equal streams; all its chance must come from the stream"
  }
  return child === undefined ? undefined : genomeBreach(space, child.genome, "crossover")
}
