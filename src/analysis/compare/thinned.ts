/** Keeps some of a long row of things, evenly spread and without chance: every one, then every second, every fourth … */

export class Thinned<A> {
  private kept: A[] = []
  private every = 1
  private seen = 0
  private readonly max: number

  /** Keeps at most `max`, and at least half of that where there are so many. */
  constructor(max: number) {
    this.max = max
  }

  see(thing: A): void {
    if (this.seen++ % this.every !== 0) return
    this.kept.push(thing)
    if (this.kept.length <= this.max) return
    this.every *= 2
    this.kept = this.kept.filter((_, index) => index % 2 === 0)
  }

  list(): readonly A[] {
    return this.kept
  }
}
