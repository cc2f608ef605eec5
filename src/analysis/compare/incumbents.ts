/**
 * The best model so far, by its fitness, at every number of models: the line that the papers draw. Only the changes
 * are kept, and of very many only the last in each stretch of models, so that memory does not grow with the run.
 */

export interface Incumbent {
  /** How many models had counted when it became the best, itself included. */
  readonly models: number
  readonly individual: number
  readonly fitness: number
  /** What the search never saw (test accuracy, or accuracy without noise); null where it was not measured. */
  readonly test: number | null
}

const CHANGES_MAX = 1000

export class Incumbents {
  private changes: Incumbent[] = []
  /** Of each stretch of so many models the last change is kept; at its end the line is exact. */
  private stretch = 1

  /** Takes a model in; of equal ones the first stays. */
  see(model: Incumbent): void {
    const best = this.changes.at(-1)
    if (best !== undefined && model.fitness <= best.fitness) return
    if (best !== undefined && this.stretchOf(best) === this.stretchOf(model)) this.changes.pop()
    this.changes.push(model)
    if (this.changes.length <= CHANGES_MAX) return
    this.stretch *= 2
    this.changes = this.changes.filter((change, index) => {
      const next = this.changes[index + 1]
      return next === undefined || this.stretchOf(next) !== this.stretchOf(change)
    })
  }

  private stretchOf({ models }: Incumbent): number {
    return Math.ceil(models / this.stretch)
  }

  list(): readonly Incumbent[] {
    return this.changes
  }
}

/** The best of the first so many models; undefined before the first. */
export const incumbentAt = (changes: readonly Incumbent[], models: number): Incumbent | undefined =>
  changes.findLast((change) => change.models <= models)
