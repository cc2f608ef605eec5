/** The models that no other beats both in size and in fitness, found as the models go by. */

export interface SizedModel {
  /** FLOPs or parameters. */
  readonly size: number
  readonly fitness: number
}

export class ParetoFront {
  /** In ascending size, and so in ascending fitness. */
  private front: SizedModel[] = []

  see(model: SizedModel): void {
    // Those before this place are no larger.
    const place = this.placeOf(model.size)
    const smaller = this.front[place - 1]
    if (smaller !== undefined && smaller.fitness >= model.fitness) return
    const from = smaller?.size === model.size ? place - 1 : place
    let to = place
    while ((this.front[to]?.fitness ?? Number.POSITIVE_INFINITY) <= model.fitness) to++
    this.front.splice(from, to - from, model)
  }

  list(): readonly SizedModel[] {
    return this.front
  }

  private placeOf(size: number): number {
    let low = 0
    let high = this.front.length
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.front[middle]?.size ?? 0) <= size) low = middle + 1
      else high = middle
    }
    return low
  }
}
