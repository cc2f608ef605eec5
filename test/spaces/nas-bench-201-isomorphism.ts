/**
 * Which cells of NAS-Bench-201 its authors count as one: the rule behind the 6,466 "unique topology structures" of
 * Dong and Yang 2020 (arXiv 2001.00326). A node is written as the sorted list of what comes in: nothing from a
 * `none` edge or a dead node, the node before itself through a `skip_connect`, anything else in brackets with its
 * operation. Cells whose last node reads the same are of one class.
 *
 * Under this rule a sum is not taken apart, so some cells that compute the same are told apart, and what it finds
 * depends on the names of the operations, by which it sorts. The engine itself never uses it: all 15,625 cells were
 * trained apart and are different genomes.
 */
import { EDGES, OPERATIONS } from "../../src/spaces/nas-bench-201.ts"

const INPUT = "0"
const DEAD = "#"

/** What the last node of a cell reads; equal for, and only for, cells of one class. */
export const isomorphismClass = (key: string): string => {
  const nodes: string[] = [INPUT]
  let incoming: string[] = []
  EDGES.forEach((edge, digit) => {
    const [from = 0, to] = edge.split("->").map(Number)
    incoming.push(arriving(nodes[from]!, OPERATIONS[Number(key[digit])]!))
    if (incoming.length !== to) return
    nodes.push(incoming.sort().join("+"))
    incoming = []
  })
  return nodes.at(-1)!
}

const arriving = (node: string, operation: (typeof OPERATIONS)[number]): string => {
  if (operation === "none" || node === DEAD) return DEAD
  return operation === "skip_connect" ? node : `(${node})@${operation}`
}
