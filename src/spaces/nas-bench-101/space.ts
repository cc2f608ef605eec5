/**
 * The search space of NAS-Bench-101 (Ying et al. 2019, arXiv 1902.09635): cells of up to seven vertices and nine edges,
 * 423,624 different networks in about 510 million encodings. Every network has been trained, so a search can be run on
 * recorded accuracies (`trainers/table/nas-bench-101.ts`).
 */
import * as z from "zod"
import type { Space } from "../../domain/space.ts"
import { edgeCount, OPERATIONS, operationOf, predecessorsOf, vertexCount } from "./cell.ts"
import type { NasBench101Config } from "./config.ts"
import { crossover } from "./crossover.ts"
import { decisionCoding } from "./decisions.ts"
import { GENOME_PATTERN, genomeOf, packGenome } from "./genome.ts"
import { oneGene, perGene, randomCell } from "./mutations.ts"
import { prune } from "./pruning.ts"
import { isMember } from "./validity.ts"

/** The space under one set of rules; its one operator is `gene` or `genes`, as the config's `mutation` says. */
export const makeNasBench101Space = (config: NasBench101Config): Space<string> => ({
  kind: "nas-bench-101",
  genome: z
    .string()
    .regex(
      GENOME_PATTERN,
      "must be a NAS-Bench-101 cell: 21 digits 0 or 1, a colon and 5 digits 0 to 2, such as 111010000010001100011:10002"
    )
    .refine(
      (genome) => isMember(packGenome(genome), config),
      "must be a valid NAS-Bench-101 cell: at most 9 edges, and a path from the input to the output"
    ),
  random: (stream) => genomeOf(randomCell(config, stream)),
  operators: config.mutation === "one-gene" ? { gene: oneGene(config) } : { genes: perGene(config) },
  decisions: decisionCoding(config),
  crossover: crossover(config),
  describe
})

/** The pruned cell, vertex by vertex, each with the vertices that lead into it. */
const describe = (genome: string): string => {
  const pruned = prune(packGenome(genome))
  if (pruned === undefined) return "no path from the input to the output"
  const vertices = vertexCount(pruned)
  const described = Array.from({ length: vertices - 1 }, (_, i) => {
    const isOutput = i + 2 === vertices
    const name = isOutput
      ? "out"
      : `${i + 1} ${(OPERATIONS[operationOf(pruned, i + 1)] ?? "?").replace("-bn-relu", "")}`
    return `${name}(${predecessorNames(pruned, i + 1).join(",")})`
  })
  return `${vertices} vertices, ${edgeCount(pruned)} edges: ${described.join(" ")}`
}

const predecessorNames = (cell: number, vertex: number): string[] =>
  Array.from({ length: vertex }, (_, from) => from)
    .filter((from) => ((predecessorsOf(cell, vertex) >>> from) & 1) === 1)
    .map((from) => (from === 0 ? "in" : String(from)))
