/**
 * The running digest behind `lineageHash`: every birth, counted fitness and death in logical order, and nothing
 * that depends on clocks, devices or the number of trainers. Two runs with one digest had one history.
 *
 * Lines are gathered and hashed by the block, since one SHA-256 an event would cost as much as writing it.
 */
import { sha256 } from "./canonical-json.ts"
import type { EventOf } from "./event.ts"

/** It is added to in place, like the state that it is part of. */
export interface LineageDigest {
  /** The chained hash of all full blocks. */
  hash: string
  /** The lines since the last full block. */
  tail: string
}

const BLOCK_CHARACTERS_MIN = 4096

export const emptyLineage = (): LineageDigest => ({ hash: "", tail: "" })

const append = (digest: LineageDigest, line: string): void => {
  digest.tail += line
  if (digest.tail.length < BLOCK_CHARACTERS_MIN) return
  digest.hash = sha256(digest.hash + digest.tail)
  digest.tail = ""
}

export const digestBirth = (digest: LineageDigest, born: EventOf<"IndividualBorn">): void =>
  append(
    digest,
    `born ${born.individual} of ${born.parents.join("+")} by ${born.operator} as ${born.genomeHash}\n`
  )

export const digestFitness = (digest: LineageDigest, individual: number, fitness: number): void =>
  append(digest, `fitness ${individual} ${fitness}\n`)

export const digestDeath = (digest: LineageDigest, died: EventOf<"IndividualDied">): void =>
  append(digest, `died ${died.individual} of ${died.cause}\n`)

/** The lineage hash as it stands: 64 hexadecimal digits. */
export const lineageHash = (digest: LineageDigest): string => sha256(digest.hash + digest.tail)
