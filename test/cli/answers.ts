/** The shapes of the JSON answers on which scripts may rely. More fields may follow; these are there, with these types. */
import * as z from "zod"

const count = z.int().min(0)
const hash = z.string().regex(/^[0-9a-f]{64}$/)

/** `run`, `resume`, `status`, and each run of `list`. */
export const summaryShape = z.looseObject({
  run: z.string().min(1),
  name: z.string().min(1),
  seed: z.int().min(1),
  status: z.enum(["new", "running", "stopped", "finished", "crashed"]),
  events: count,
  births: count,
  evaluations: count,
  failures: count,
  deaths: count,
  best: z.looseObject({ individual: count, fitness: z.number(), genome: z.json() }).nullable(),
  head: z.looseObject({ seq: count, hash }),
  stateHash: hash,
  lineageHash: hash,
  durationMs: z.number().min(0),
  evaluationsPerSecond: z.number().min(0)
})

export const listShape = z.looseObject({ runs: z.array(summaryShape) })

/** `replay` and `at`. */
export const momentShape = z.looseObject({
  run: z.string().min(1),
  seq: count,
  stateHash: hash,
  population: z.array(z.looseObject({ individual: count, fitness: z.number(), bornSeq: count, age: count })),
  training: z.array(z.looseObject({ individual: count }))
})

export const verificationShape = z.looseObject({
  run: z.string().min(1),
  ok: z.boolean(),
  events: count,
  chain: z.looseObject({ ok: z.boolean() }),
  decisions: z.looseObject({ ok: z.boolean(), births: count, deaths: count }),
  firstDifference: z
    .looseObject({ seq: count, kind: z.string(), recorded: z.unknown(), decided: z.unknown() })
    .nullable()
})

export const ancestryShape = z.looseObject({
  run: z.string().min(1),
  individual: count,
  ancestors: z.array(
    z.looseObject({
      individual: count,
      parents: z.array(count),
      operator: z.string(),
      fitness: z.number().nullable(),
      delta: z.number().nullable()
    })
  )
})

export const presetsShape = z.looseObject({
  presets: z.array(z.looseObject({ name: z.string(), about: z.string() }))
})

export const countShape = z.strictObject({
  genotype: z.string(),
  parameters: count,
  flops: count,
  cells: count,
  filters: count,
  task: z.enum(["cifar10", "imagenet"])
})
