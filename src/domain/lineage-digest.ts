/**
 * The running digest behind `lineageHash`: every birth, counted fitness and death in logical order, and nothing
 * that depends on clocks, devices or the number of trainers. Two runs with one digest had one history.
 *
 * Lines are gathered and hashed by the block, since one SHA-256 an event would cost as much as writing it.
 */
import { sha256 } from "./canonical-json.ts"
import type { EventOf } from "./event.ts"

export interface LineageDigest {
  /** The chained hash of all full blocks. */
  readonly hash: string
  /** The lines since the last full block. */
  readonly tail: string
}

const BLOCK_CHARACTERS_MIN = 4096

export const emptyLineage: LineageDigest = { hash: "", tail: "" }

const append = (digest: LineageDigest, line: string): LineageDigest => {
  const tail = `${digest.tail}${line}\n`
  return tail.length < BLOCK_CHARACTERS_MIN
    ? { hash: digest.hash, tail }
    : { hash: sha256(digest.hash + tail), tail: "" }
}

export const digestBirth = (digest: LineageDigest, born: EventOf<"IndividualBorn">): LineageDigest =>
  append(
    digest,
    `born ${born.individual} of ${born.parents.join("+")} by ${born.operator} as ${born.genomeHash}`
  )

export const digestFitness = (digest: LineageDigest, individual: number, fitness: number): LineageDigest =>
  append(digest, `fitness ${individual} ${fitness}`)

export const digestDeath = (digest: LineageDigest, died: EventOf<"IndividualDied">): LineageDigest =>
  append(digest, `died ${died.individual} of ${died.cause}`)

/** The lineage hash as it stands: 64 hexadecimal digits. */
export const lineageHash = (digest: LineageDigest): string => sha256(digest.hash + digest.tail)
