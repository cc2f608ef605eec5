/**
 * Lineage: the ancestors of an individual, by following parents through the log's index; and its descendants, by
 * one pass over the log after its birth.
 */
import { Effect, Stream } from "effect"
import type { EventLogShape, LogCorrupt, LogUnavailable, RecordedEvent } from "../log/event-log.ts"
import { type NoSuchIndividual, noSuchIndividual } from "./no-such-individual.ts"
import { type Kinship, type Relative, relative } from "./relative.ts"

export interface Ancestry {
  readonly run: string
  readonly individual: number
  /** Oldest first, the individual itself last; a parent always comes before its children. */
  readonly ancestors: readonly Relative[]
}

export interface Descent {
  readonly run: string
  readonly individual: number
  /** In the order of birth, the individual itself first. */
  readonly descendants: readonly Relative[]
}

export type LineageError = LogUnavailable | LogCorrupt | NoSuchIndividual

/** Costs one indexed look-up an ancestor, however long the run is. */
export const ancestryOf = (
  log: EventLogShape,
  run: string,
  individual: number
): Effect.Effect<Ancestry, LineageError> =>
  Effect.gen(function* () {
    const family = new Family()
    const wanted = [individual]
    for (let next = wanted.pop(); next !== undefined; next = wanted.pop()) {
      if (family.births.has(next)) continue
      const events = yield* log.about(run, next)
      for (const recorded of events) family.see(recorded)
      const born = family.births.get(next)
      if (born === undefined) return yield* noSuchIndividual(log, run, next)
      wanted.push(...born.parents)
    }
    return { run, individual, ancestors: family.list() }
  })

/** Reads the log from the individual's birth on; memory grows with the number of descendants. */
export const descentOf = (
  log: EventLogShape,
  run: string,
  individual: number
): Effect.Effect<Descent, LineageError> =>
  Effect.gen(function* () {
    const events = yield* log.about(run, individual)
    const birth = events.find(({ event }) => event.kind === "IndividualBorn")
    if (birth === undefined) return yield* noSuchIndividual(log, run, individual)
    const family = new Family()
    for (const recorded of events) family.see(recorded)
    const follow = (page: readonly RecordedEvent[]): void => {
      for (const recorded of page) family.follow(recorded)
    }
    yield* log
      .read(run, { after: birth.seq, upTo: Number.MAX_SAFE_INTEGER })
      .pipe(Stream.runForEach((page) => Effect.sync(() => follow(page))))
    return { run, individual, descendants: family.list() }
  })

/** The births and fitness values of those who belong to a lineage; genomes are left out, since there may be many. */
class Family {
  readonly births = new Map<number, Kinship>()
  private readonly fitness = new Map<number, number>()

  see({ event }: RecordedEvent): void {
    if (event.kind === "IndividualBorn") {
      const { individual, parents, operator, change } = event
      this.births.set(individual, { individual, parents, operator, change })
    }
    if (event.kind === "EvaluationRecorded") this.fitness.set(event.individual, event.fitness)
  }

  /** Takes an event in if it is about a child of the family, or about one of its members. */
  follow(recorded: RecordedEvent): void {
    const { event } = recorded
    if (event.kind === "IndividualBorn" && event.parents.some((parent) => this.births.has(parent)))
      this.see(recorded)
    if (event.kind === "EvaluationRecorded" && this.births.has(event.individual)) this.see(recorded)
  }

  /** Birth numbers are given in the order of birth, so they put parents before children. */
  list(): readonly Relative[] {
    return [...this.births.values()]
      .sort((a, b) => a.individual - b.individual)
      .map((born) => relative(born, (individual) => this.fitness.get(individual) ?? null))
  }
}
