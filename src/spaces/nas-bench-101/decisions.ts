/** A cell as a sequence of decisions: whether each of the 21 edges is there, then the operation of each interior vertex. */
import type { DecisionCoding } from "../../domain/space.ts"
import { OPERATIONS } from "./cell.ts"
import type { NasBench101Config } from "./config.ts"
import { EDGE_GENES, GENOME_PATTERN, OPERATION_GENES, packGenome } from "./genome.ts"
import { isMember } from "./validity.ts"

const EDGE_OPTIONS = 2

export const decisionCoding = (config: NasBench101Config): DecisionCoding<string> => ({
  options: [...EDGE_GENES.map(() => EDGE_OPTIONS), ...OPERATION_GENES.map(() => OPERATIONS.length)],
  toGenome: (decisions) => {
    const genes = decisions.join("")
    const genome = `${genes.slice(0, EDGE_GENES.length)}:${genes.slice(EDGE_GENES.length)}`
    return GENOME_PATTERN.test(genome) && isMember(packGenome(genome), config) ? genome : undefined
  },
  toDecisions: (genome) => Array.from(genome.replace(":", ""), Number)
})
