/**
 * The events of a run: a closed union, each described once in zod. An event says what happened, in the past
 * tense, with everything that chance, time or the outside decided, so that a replay never decides again.
 *
 * A released event is never edited: a new meaning is a new version, with a step in `upcast.ts`.
 */
import * as z from "zod"
import {
  finiteNumbers,
  individualNumbers,
  jsonRecord,
  jsonValue,
  namedNumberLists,
  namedNumbers
} from "./event-fields.ts"
import { runConfig, seedSchema } from "./run-config.ts"

const individual = z.int().min(0)
const measures = namedNumbers
/** The sequence number of the `EvaluationStarted` that opened it; null for an evaluator inside the coordinator. */
const lease = z.int().min(1).nullable()

/** The members that a tournament drew, in order, and the fitness that each had; one may be drawn twice. */
export const tournamentSchema = z.object({ members: individualNumbers, fitness: finiteNumbers })

const runStarted = z.object({
  kind: z.literal("RunStarted"),
  config: runConfig,
  /** What the data are that networks are trained on, where they are: counts, shape, split and hashes. */
  data: jsonRecord.exactOptional(),
  engine: z.string()
})

/** A process took the run up again; leases of the process before it are void. */
const runResumed = z.object({
  kind: z.literal("RunResumed"),
  cycles: z.int().min(1),
  trainers: z.int().min(1),
  reason: z.string()
})

const runStopped = z.object({ kind: z.literal("RunStopped"), reason: z.string() })

const runFinished = z.object({
  kind: z.literal("RunFinished"),
  best: z.object({ individual, fitness: z.number() }).nullable()
})

const individualBorn = z.object({
  kind: z.literal("IndividualBorn"),
  individual,
  parents: individualNumbers,
  /** `random`, `identity`, or the name of one of the space's operators. */
  operator: z.string(),
  change: jsonRecord,
  genome: jsonValue,
  /** SHA-256 of the genome's canonical JSON. */
  genomeHash: z.string(),
  /** The content name of its parent's weights, where trainings keep and inherit them. */
  inherits: z.string().exactOptional(),
  tournament: tournamentSchema.nullable(),
  trainingSeed: seedSchema
})

const evaluationStarted = z.object({
  kind: z.literal("EvaluationStarted"),
  individual,
  attempt: z.int().min(1),
  trainer: z.string(),
  device: z.string()
})

const evaluationRecorded = z.object({
  kind: z.literal("EvaluationRecorded"),
  individual,
  lease,
  trainer: z.string(),
  device: z.string(),
  fitness: z.number(),
  measures,
  durationMs: z.number(),
  /** The learning curve of a training: lists of numbers by name, an element an epoch. */
  curve: namedNumberLists.exactOptional(),
  /** What it took of the machine: other each time, so that no rule may read it. */
  resources: namedNumbers.exactOptional(),
  /** The content name of the weights that the training ended with, where they are kept. */
  weights: z.string().exactOptional()
})

const evaluationFailed = z.object({
  kind: z.literal("EvaluationFailed"),
  individual,
  lease,
  trainer: z.string(),
  /** `error`: the evaluation itself failed. `lost`: its trainer died, hung or was cut off. */
  failure: z.enum(["error", "lost"]),
  reason: z.string()
})

/** A result that came too late, twice or under a lease that had ended; it counts for nothing. */
const evaluationRefused = z.object({
  kind: z.literal("EvaluationRefused"),
  individual,
  lease,
  trainer: z.string(),
  fitness: z.number().nullable(),
  reason: z.string()
})

/** Under the deterministic schedule a recorded fitness counts later, in birth order; here is when. */
const fitnessCounted = z.object({ kind: z.literal("FitnessCounted"), individual })

const individualDied = z.object({
  kind: z.literal("IndividualDied"),
  individual,
  /** `infertile`, or the policy's word: `aging`, `worst-of-sample`, `worst-of-all`, `worse-of-pair`, `dominated`, … */
  cause: z.string(),
  /** The individual whose joining pushed this one out; null where no joining did. */
  displacedBy: individual.nullable(),
  /** The comparison that it lost, where its death began with one: large-scale evolution's pair. */
  tournament: tournamentSchema.exactOptional()
})

/** The controller has learnt from a batch of samples (reinforcement learning). */
const controllerUpdated = z.object({
  kind: z.literal("ControllerUpdated"),
  /** The number of the update, from 1. */
  update: z.int().min(1),
  /** Whose fitness it learnt from, in the order of counting; the last of them filled the batch. */
  batch: individualNumbers,
  individual,
  /** The moving average of the fitness after the update. */
  baseline: z.number(),
  figures: namedNumbers,
  /** SHA-256 of the parameters, as little-endian doubles; and they themselves where they are few. */
  parametersHash: z.string(),
  parameters: finiteNumbers.nullable()
})

/** The chosen network, measured once on data that the search never saw. */
const individualTested = z.object({
  kind: z.literal("IndividualTested"),
  individual,
  trainer: z.string(),
  measures,
  durationMs: z.number()
})

/**
 * The genome was trained again with another seed, to see how much of its fitness was luck. It changes nothing: no
 * state, no population, no lineage.
 */
const individualReevaluated = z.object({
  kind: z.literal("IndividualReevaluated"),
  individual,
  seed: seedSchema,
  trainer: z.string(),
  device: z.string(),
  /** Null where it failed with this seed; then there is a reason. */
  fitness: z.number().nullable(),
  measures,
  durationMs: z.number(),
  reason: z.string().exactOptional(),
  curve: namedNumberLists.exactOptional(),
  resources: namedNumbers.exactOptional(),
  weights: z.string().exactOptional()
})

const schemas = {
  RunStarted: runStarted,
  RunResumed: runResumed,
  RunStopped: runStopped,
  RunFinished: runFinished,
  IndividualBorn: individualBorn,
  EvaluationStarted: evaluationStarted,
  EvaluationRecorded: evaluationRecorded,
  EvaluationFailed: evaluationFailed,
  EvaluationRefused: evaluationRefused,
  FitnessCounted: fitnessCounted,
  IndividualDied: individualDied,
  IndividualTested: individualTested,
  IndividualReevaluated: individualReevaluated,
  ControllerUpdated: controllerUpdated
} as const

export type EventKind = keyof typeof schemas
export type EventOf<K extends EventKind> = z.output<(typeof schemas)[K]>
export type Event = { [K in EventKind]: EventOf<K> }[EventKind]

/** The version that each kind is written in now. */
export const EVENT_VERSION = 1

export const isEventKind = (kind: string): kind is EventKind => Object.hasOwn(schemas, kind)

export const eventKinds: readonly EventKind[] = Object.keys(schemas).filter(isEventKind)

/** The schema of one kind, for the codec of the log. */
export const eventSchema = (kind: EventKind): z.ZodType<Event> => schemas[kind]

/** The individual that an event is about; undefined for events about the run. */
export const subjectOf = (event: Event): number | undefined =>
  "individual" in event ? event.individual : undefined
