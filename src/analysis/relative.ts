/** One individual as a lineage shows it: whence it came, what was changed, and what that did to its fitness. */
import type { Json } from "../domain/canonical-json.ts"

/** What a birth says of kinship. */
export interface Kinship {
  readonly individual: number
  readonly parents: readonly number[]
  readonly operator: string
  readonly change: Readonly<Record<string, Json>>
}

export interface Relative extends Kinship {
  /** Null where none is recorded (yet). */
  readonly fitness: number | null
  /** Its fitness less that of its best parent; null where one of them is unknown, or there is no parent. */
  readonly delta: number | null
}

export const relative = (kinship: Kinship, fitnessOf: (individual: number) => number | null): Relative => {
  const fitness = fitnessOf(kinship.individual)
  const parents = kinship.parents.map(fitnessOf).filter((value) => value !== null)
  const isKnown = fitness !== null && parents.length > 0 && parents.length === kinship.parents.length
  return { ...kinship, fitness, delta: isKnown ? fitness - Math.max(...parents) : null }
}
