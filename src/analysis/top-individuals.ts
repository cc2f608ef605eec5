/** The best individuals of a run by the fitness that was recorded of them, no genome twice. One pass over the log. */
import { Effect } from "effect"
import type { Event } from "../domain/event.ts"
import { type EventLogShape, type LogCorrupt, type LogUnavailable, WHOLE } from "../log/event-log.ts"

export interface Ranked {
  readonly individual: number
  readonly fitness: number
  readonly genomeHash: string
}

class TopFold {
  private readonly wanted: number
  /** Of those that are born and have no fitness yet. */
  private readonly genomes = new Map<number, string>()
  private ranked: readonly Ranked[] = []

  constructor(wanted: number) {
    this.wanted = wanted
  }

  see(event: Event): this {
    if (event.kind === "IndividualBorn") this.genomes.set(event.individual, event.genomeHash)
    if (event.kind === "IndividualDied") this.genomes.delete(event.individual)
    if (event.kind !== "EvaluationRecorded") return this
    const genomeHash = this.genomes.get(event.individual) ?? ""
    this.genomes.delete(event.individual)
    this.rank({ individual: event.individual, fitness: event.fitness, genomeHash })
    return this
  }

  /** Of equal ones the first stays in front. */
  private rank(found: Ranked): void {
    const twin = this.ranked.find(({ genomeHash }) => genomeHash === found.genomeHash)
    if (twin !== undefined && twin.fitness >= found.fitness) return
    const others = this.ranked.filter((ranked) => ranked !== twin)
    const place = others.findIndex(({ fitness }) => fitness < found.fitness)
    const at = place === -1 ? others.length : place
    this.ranked = [...others.slice(0, at), found, ...others.slice(at)].slice(0, this.wanted)
  }

  list(): readonly Ranked[] {
    return this.ranked
  }
}

/** The best first; fewer than `wanted` where the run has no more. */
export const topIndividuals = (
  log: EventLogShape,
  run: string,
  wanted: number
): Effect.Effect<readonly Ranked[], LogUnavailable | LogCorrupt> =>
  Effect.map(
    log.fold(run, WHOLE, new TopFold(wanted), (fold, event) => fold.see(event)),
    (fold) => fold.list()
  )
