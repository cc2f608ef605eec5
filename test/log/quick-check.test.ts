/**
 * Goal: reading quickly is reading rightly. The quick check may say yes only where the schema would give the value
 * back unchanged; it must say yes to what writers write, or it would be of no use; and wrong types are refused.
 */
import { describe, expect, it } from "vitest"
import { canonicalJson } from "../../src/domain/canonical-json.ts"
import { type Event, type EventKind, eventKinds, eventSchema } from "../../src/domain/event.ts"
import type { PolicyConfig } from "../../src/domain/policies/config.ts"
import { quickCheck } from "../../src/log/quick-check.ts"
import { decodeRow } from "../../src/log/row.ts"
import { writeScript } from "../replay/scribe.ts"
import { toyConfig } from "../replay/toy-run.ts"

const policies: readonly PolicyConfig[] = [
  { kind: "large-scale", populationSize: 10, identityProbability: 0, selection: "better" },
  { kind: "reinforce", controller: "categorical", populationSize: 10 }
]

const scripted: readonly Event[] = [1, 2, 3, 4].flatMap((seed) => {
  const schedule = seed === 1 ? "arrival" : "deterministic"
  const config = toyConfig({ seed, cycles: 100, schedule, trainers: 4, populationSize: 10 })
  const policy = policies[seed - 3] ?? config.policy
  return writeScript(seed, { ...config, policy }).batches.flat()
})
/** As they come from the log. */
const parsed = scripted.map((event) => JSON.parse(canonicalJson(event)) as Record<string, unknown>)

const example = (kind: EventKind): Record<string, unknown> => {
  const found = parsed.findLast((payload) => payload.kind === kind)
  if (found === undefined) throw new Error(`the script has no ${kind}`)
  return found
}

/** Fields that an event may lack; the schema is asked about them like about all others. */
const optional = ["curve", "inherits", "reason", "resources", "tournament", "weights"]

const strangers: readonly unknown[] = [
  null,
  true,
  "",
  "x",
  0,
  -1,
  1.5,
  1e300,
  2 ** 53,
  [],
  [1, 2],
  [-1],
  ["x"],
  [null],
  {},
  { a: 1 },
  { a: "x" },
  { a: null },
  { members: [0], fitness: [0.5] },
  { members: [0.5], fitness: [0.5] },
  { members: [0], fitness: ["x"] },
  { members: [0] },
  { individual: 0, fitness: 1 },
  { individual: -1, fitness: 1 }
]

describe("the quick check", () => {
  it("says yes to every event of a run but its first, whose config it leaves to the schema", () => {
    for (const kind of eventKinds)
      expect(quickCheck(eventSchema(kind)) === undefined).toBe(kind === "RunStarted")
    for (const payload of parsed) {
      const { kind } = payload as { kind: EventKind }
      if (kind !== "RunStarted")
        expect([payload, quickCheck(eventSchema(kind))?.(payload)]).toEqual([payload, true])
    }
  })

  for (const kind of eventKinds.filter((each) => each !== "RunStarted")) {
    it(`never says yes where the schema of ${kind} says no or changes something`, () => {
      const original = example(kind)
      let refused = 0
      for (const field of [...Object.keys(original), "aaa", "zzz"]) {
        for (const stranger of strangers) {
          const changed = Object.fromEntries(
            Object.entries({ ...original, [field]: stranger }).sort(([a], [b]) => (a < b ? -1 : 1))
          )
          const isQuick = quickCheck(eventSchema(kind))?.(changed) === true
          const checked = eventSchema(kind).safeParse(changed)
          if (isQuick) expect(checked.data).toEqual(changed)
          else refused++
        }
        const { [field]: _left, ...without } = original
        if (field in original && !optional.includes(field))
          expect(quickCheck(eventSchema(kind))?.(without)).toBe(false)
      }
      expect(refused).toBeGreaterThan(strangers.length)
    })
  }
})

const decode = (payload: Record<string, unknown>) =>
  decodeRow({ seq: 1, kind: String(payload.kind), version: 1, at: 0, payload: JSON.stringify(payload) })

const wrong: readonly (readonly [EventKind, string, readonly unknown[]])[] = [
  ["IndividualBorn", "individual", [-1, 1.5, "1", null, 2 ** 53]],
  ["IndividualBorn", "parents", [null, {}, 3, [-1], [1.5], ["1"], [null]]],
  ["IndividualBorn", "operator", [null, 3, []]],
  ["IndividualBorn", "change", [null, 3, "x", []]],
  ["IndividualBorn", "genomeHash", [null, 3]],
  ["IndividualBorn", "trainingSeed", [0, -1, 1.5, "1", null]],
  [
    "IndividualBorn",
    "tournament",
    [
      3,
      [],
      {},
      { members: [1], fitness: "x" },
      { members: [-1], fitness: [1] },
      { members: [1], fitness: [null] }
    ]
  ],
  ["EvaluationStarted", "attempt", [0, 1.5, "1", null]],
  ["EvaluationRecorded", "lease", [0, -1, 1.5, "1"]],
  ["EvaluationRecorded", "fitness", ["0.5", null, [], true]],
  ["EvaluationRecorded", "measures", [null, [], "x", { a: "1" }, { a: null }]],
  ["EvaluationRecorded", "durationMs", ["1", null]],
  ["EvaluationFailed", "failure", ["vanished", null, 1]],
  ["IndividualDied", "cause", [3, null]],
  ["IndividualDied", "displacedBy", [-1, 1.5, "1"]],
  ["RunFinished", "best", [3, {}, { individual: 1 }, { individual: 1, fitness: "x" }]],
  ["RunResumed", "cycles", [0, 1.5, "1", null]]
]

describe("reading a row", () => {
  for (const [kind, field, values] of wrong) {
    it(`refuses a ${kind} whose ${field} is of a wrong type, and names the field`, () => {
      expect(decode(example(kind)).ok).toBe(true)
      for (const value of values) {
        const decoded = decode({ ...example(kind), [field]: value })
        expect(decoded, JSON.stringify(value)).toMatchObject({
          ok: false,
          problem: expect.stringContaining(field)
        })
      }
    })
  }

  it("refuses a payload without a field, even one that may be any value", () => {
    for (const kind of eventKinds) {
      for (const field of Object.keys(example(kind))) {
        const { [field]: _left, ...without } = example(kind)
        const mayLack = kind === "IndividualReevaluated" && optional.includes(field)
        expect(decode({ ...without, kind }).ok, `${kind} without ${field}`).toBe(field === "kind" || mayLack)
      }
    }
  })

  it("reads fields in any order, and drops those that it does not know", () => {
    const payload = example("EvaluationFailed")
    const reversed = Object.fromEntries([...Object.entries(payload).reverse(), ["unknown", 1]])
    expect(decode(reversed)).toEqual({ ok: true, event: { seq: 1, at: 0, event: payload } })
  })

  it("refuses versions and kinds of the future, and text that is not JSON", () => {
    const row = {
      seq: 1,
      kind: "RunStopped",
      version: 1,
      at: 0,
      payload: '{"kind":"RunStopped","reason":""}'
    }
    expect(decodeRow(row).ok).toBe(true)
    for (const change of [
      { version: 2 },
      { version: 0 },
      { kind: "RunPaused" },
      { payload: "{" },
      { kind: "RunResumed" }
    ])
      expect(decodeRow({ ...row, ...change }).ok).toBe(false)
  })
})
