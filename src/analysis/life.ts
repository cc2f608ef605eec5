/**
 * The life of one individual, for `show` and `why`: its birth and the tournament behind it, every attempt to
 * evaluate it, its death. It is read through the log's index, so it costs the same in a run of any length.
 */
import { Effect } from "effect"
import type { Json } from "../domain/canonical-json.ts"
import { type EventOf, tournamentSchema } from "../domain/event.ts"
import type { RunConfig } from "../domain/run-config.ts"
import type { Genome } from "../domain/space.ts"
import type { EventLogShape, LogCorrupt, LogUnavailable, RecordedEvent } from "../log/event-log.ts"
import { type Attempt, attemptsOf } from "./attempts.ts"
import { type NoSuchIndividual, noSuchIndividual } from "./no-such-individual.ts"

export interface Life {
  readonly run: string
  readonly individual: number
  readonly genome: Genome
  readonly genomeHash: string
  readonly parents: readonly number[]
  readonly operator: string
  readonly change: Readonly<Record<string, Json>>
  readonly trainingSeed: number
  /** Whom the tournament drew, in order, with the fitness that each had; null for a genome drawn at random. */
  readonly tournament: readonly Drawn[] | null
  /** Of a child of two: the tournament that its second parent won. */
  readonly partnerTournament: readonly Drawn[] | null
  /** The content name of the weights that it began with; null where it inherited none. */
  readonly inherits: string | null
  readonly bornSeq: number
  /** Milliseconds since 1970. */
  readonly bornAt: number
  /** Null until its fitness is recorded. */
  readonly fitness: number | null
  readonly measures: Readonly<Record<string, number>>
  /** The content name of the weights that its training ended with, where they are kept. */
  readonly weights: string | null
  /** How its training went, epoch by epoch: lists of numbers by name; null where none was kept. */
  readonly curve: Readonly<Record<string, readonly number[]>> | null
  /** What its training took of the machine, by name; empty where that was not measured. */
  readonly resources: Readonly<Record<string, number>>
  readonly evaluationSeq: number | null
  /** When its fitness counted and it joined the population: at once, or, under the deterministic schedule, in its turn. */
  readonly countedSeq: number | null
  readonly evaluations: readonly Attempt[]
  readonly refusals: readonly Refusal[]
  /** Its genome trained again with other seeds, in the order of the log. */
  readonly reevaluations: readonly Reevaluation[]
  /** What a test on data that the search never saw measured. */
  readonly tested: Readonly<Record<string, number>> | null
  readonly deathSeq: number | null
  readonly death: {
    readonly cause: EventOf<"IndividualDied">["cause"]
    /** Whose joining pushed it out. */
    readonly displacedBy: number | null
    /** The comparison that it lost, where it died of one: large-scale evolution's pair. */
    readonly comparison: readonly Drawn[] | null
    readonly at: number
  } | null
}

/** A member that a tournament drew, and the fitness that it had. */
interface Drawn {
  readonly individual: number
  readonly fitness: number
}

/** A training of the genome with another seed; without a fitness it failed, for the reason. */
export interface Reevaluation {
  readonly seq: number
  readonly seed: number
  readonly fitness: number | null
  readonly measures: Readonly<Record<string, number>>
  readonly durationMs: number
  readonly trainer: string
  readonly device: string
  readonly reason: string | null
}

/** A result that came too late, or under a lease that had ended. */
export interface Refusal {
  readonly seq: number
  readonly lease: number | null
  readonly trainer: string
  readonly fitness: number | null
  readonly reason: string
}

export const lifeOf = (
  log: EventLogShape,
  run: string,
  individual: number
): Effect.Effect<Life, LogUnavailable | LogCorrupt | NoSuchIndividual> =>
  Effect.gen(function* () {
    const events = Number.isInteger(individual) ? yield* log.about(run, individual) : []
    const birth = firstOf(events, "IndividualBorn")
    if (birth === undefined) return yield* noSuchIndividual(log, run, individual)
    const ofTheRun = yield* log.about(run, null)
    return {
      run,
      ...beginning(birth),
      ...middle(events, firstOf(ofTheRun, "RunStarted")?.event.config.schedule),
      evaluations: attemptsOf(events, ofTheRun),
      refusals: events.flatMap(refusal),
      reevaluations: events.flatMap(reevaluation),
      tested: firstOf(events, "IndividualTested")?.event.measures ?? null,
      ...end(firstOf(events, "IndividualDied"))
    }
  })

const beginning = ({ seq, at, event }: Recorded<"IndividualBorn">) => {
  const { kind: _kind, tournament, inherits = null, ...born } = event
  return {
    ...born,
    inherits,
    tournament: tournament === null ? null : pairs(tournament),
    partnerTournament: partnerTournamentOf(event),
    bornSeq: seq,
    bornAt: at
  }
}

const partnerTournamentOf = ({ change }: EventOf<"IndividualBorn">): readonly Drawn[] | null => {
  const { success, data } = tournamentSchema.safeParse(change.partnerTournament)
  return success ? pairs(data) : null
}

const middle = (events: readonly RecordedEvent[], schedule: RunConfig["schedule"] | undefined) => {
  const result = firstOf(events, "EvaluationRecorded")
  const counted = schedule === "arrival" ? result : firstOf(events, "FitnessCounted")
  return {
    fitness: result?.event.fitness ?? null,
    measures: result?.event.measures ?? {},
    weights: result?.event.weights ?? null,
    curve: result?.event.curve ?? null,
    resources: result?.event.resources ?? {},
    evaluationSeq: result?.seq ?? null,
    countedSeq: counted?.seq ?? null
  }
}

const end = (died: Recorded<"IndividualDied"> | undefined): Pick<Life, "deathSeq" | "death"> => {
  if (died === undefined) return { deathSeq: null, death: null }
  const { cause, displacedBy, tournament } = died.event
  const comparison = tournament === undefined ? null : pairs(tournament)
  return { deathSeq: died.seq, death: { cause, displacedBy, comparison, at: died.at } }
}

type Recorded<K extends RecordedEvent["event"]["kind"]> = RecordedEvent & { readonly event: EventOf<K> }

const firstOf = <K extends RecordedEvent["event"]["kind"]>(
  events: readonly RecordedEvent[],
  kind: K
): Recorded<K> | undefined => events.find((recorded): recorded is Recorded<K> => recorded.event.kind === kind)

const pairs = ({
  members,
  fitness
}: NonNullable<EventOf<"IndividualBorn">["tournament"]>): readonly Drawn[] =>
  members.flatMap((individual, drawn) => {
    const had = fitness[drawn]
    return had === undefined ? [] : [{ individual, fitness: had }]
  })

const refusal = ({ seq, event }: RecordedEvent): readonly Refusal[] => {
  if (event.kind !== "EvaluationRefused") return []
  const { lease, trainer, fitness, reason } = event
  return [{ seq, lease, trainer, fitness, reason }]
}

const reevaluation = ({ seq, event }: RecordedEvent): readonly Reevaluation[] => {
  if (event.kind !== "IndividualReevaluated") return []
  const { seed, fitness, measures, durationMs, trainer, device, reason = null } = event
  return [{ seq, seed, fitness, measures, durationMs, trainer, device, reason }]
}
