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
  presets: z.array(z.looseObject({ name: z.string(), about: z.string() })),
  experiments: z.array(z.looseObject({ name: z.string(), about: z.string(), seeds: count }))
})

const figure = z.number().nullable()
const spread = z.looseObject({
  n: z.int(),
  mean: z.number(),
  sd: figure,
  low: figure,
  high: figure,
  median: z.number(),
  values: z.array(z.number())
})

/** `compare`. */
export const comparisonShape = z.looseObject({
  name: z.string(),
  experiment: z.string().nullable(),
  about: z.string().nullable(),
  runs: z.int(),
  evaluations: z.int(),
  confidence: z.number(),
  engines: z.array(z.string()),
  notes: z.array(z.string()),
  scenarios: z.array(
    z.looseObject({
      label: z.string(),
      models: z.int(),
      target: z.object({ fitness: z.number(), arm: z.string() }).nullable(),
      testMeasure: z.enum(["test", "true"]).nullable(),
      size: z.enum(["flops", "parameters"]).nullable(),
      tests: z.array(
        z.looseObject({
          a: z.string(),
          b: z.string(),
          on: z.enum(["validation", "test"]),
          a12: z.number(),
          u: z.number(),
          p: z.number(),
          pHolm: z.number(),
          method: z.enum(["exact", "normal"])
        })
      ),
      arms: z.array(
        z.looseObject({
          label: z.string(),
          config: z.looseObject({}),
          runs: z.array(
            z.looseObject({
              run: z.string(),
              name: z.string(),
              seed: z.int(),
              status: z.string(),
              models: z.int(),
              validation: z.number(),
              test: figure,
              durationMs: z.number()
            })
          ),
          curve: z.array(
            z.looseObject({
              models: z.int(),
              mean: z.number(),
              low: figure,
              high: figure,
              testMean: figure
            })
          ),
          final: z.object({ validation: spread, test: spread.nullable() }),
          modelsToTarget: figure,
          durationMsMean: z.number(),
          sizes: z
            .object({
              sample: z.array(z.object({ size: z.number(), fitness: z.number() })),
              front: z.array(z.object({ size: z.number(), fitness: z.number() }))
            })
            .nullable()
        })
      )
    })
  )
})

export const countShape = z.strictObject({
  genotype: z.string(),
  parameters: count,
  flops: count,
  cells: count,
  filters: count,
  task: z.enum(["cifar10", "imagenet"])
})
