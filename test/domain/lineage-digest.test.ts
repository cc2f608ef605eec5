/** The lineage digest gathers lines by the block; where a block ends must change nothing but the hash's making. */
import { expect, it } from "vitest"
import { sha256 } from "../../src/domain/canonical-json.ts"
import { digestFitness, emptyLineage, lineageHash } from "../../src/domain/lineage-digest.ts"

const LINES = 1000
const lineOf = (individual: number): string => `fitness ${individual} 0.5\n`

it("hashes a block when it is full, chains blocks, and loses no line at a boundary", () => {
  const digest = emptyLineage()
  let hash = ""
  let tail = ""
  let blocks = 0
  for (let individual = 0; individual < LINES; individual++) {
    digestFitness(digest, individual, 0.5)
    tail += lineOf(individual)
    if (tail.length >= 4096) {
      hash = sha256(hash + tail)
      tail = ""
      blocks++
    }
    expect(digest).toEqual({ hash, tail })
    expect(lineageHash(digest)).toBe(sha256(hash + tail))
  }
  expect(blocks).toBeGreaterThanOrEqual(3)
})

it("gives every prefix of a history another hash, across block boundaries", () => {
  const hashes = new Set<string>()
  const digest = emptyLineage()
  for (let individual = 0; individual < LINES; individual++) {
    hashes.add(lineageHash(digest))
    digestFitness(digest, individual, 0.5)
  }
  expect(hashes.size).toBe(LINES)
})
