/**
 * Trainer processes that fall silent: frozen past their lease and thawed, they cannot record; frozen for good,
 * they are killed and replaced. The run goes on with the others meanwhile, ends well and verifies.
 */
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { expect, it } from "vitest"
import type { Event, EventOf } from "../../src/domain/event.ts"
import { summaryShape } from "./answers.ts"
import {
  isAlive,
  oneObject,
  type Running,
  rowsOf,
  startCambrian,
  temporaryFolder,
  trainersOf,
  until
} from "./cambrian-process.ts"
import {
  busyTrainers,
  eventsOf,
  expectVerified,
  expectWholeRun,
  IN_PROCESSES,
  smallToy,
  withDelay
} from "./hardship.ts"

interface Fence {
  readonly leaseMs: number
  readonly heartbeatMs: number
  readonly evaluationMs: number
  readonly cycles: number
}

const start = (file: string, { leaseMs, heartbeatMs, evaluationMs, cycles }: Fence): Running =>
  startCambrian([
    ...[
      "run",
      ...smallToy({ seed: 1, cycles, schedule: "arrival" }),
      "--trainers",
      "2",
      "--json",
      "--db",
      file
    ],
    ...["--set", `limits.leaseMs=${leaseMs}`, "--set", `limits.heartbeatMs=${heartbeatMs}`],
    ...withDelay(evaluationMs, 0),
    ...IN_PROCESSES
  ])

interface Logged<E> {
  readonly seq: number
  readonly event: E
}

const logOf = (file: string): readonly Logged<Event>[] => {
  const rows = rowsOf(file)
  const events = eventsOf(rows)
  return rows.flatMap(({ seq }, index) => {
    const event = events[index]
    return event === undefined ? [] : [{ seq, event }]
  })
}

const ofKind = <K extends Event["kind"]>(events: readonly Event[], kind: K): readonly EventOf<K>[] =>
  events.filter((event): event is Extract<Event, EventOf<K>> => event.kind === kind)

interface Frozen {
  readonly pid: number
  readonly individual: number
  /** The lease that it held when it was frozen: the number of the event that opened it. */
  readonly lease: number
}

/** Time for an assignment to reach its process, and for what a process had said before it was frozen to be heard. */
const HANDOVER_MS = 60

/** Freezes the process of a trainer in the middle of an evaluation; tries again where that had just ended. */
const freezeAtWork = async (file: string, running: Running, name: string): Promise<Frozen> => {
  for (;;) {
    const before = logOf(file).findLast(isBegunBy(name))?.seq
    const begun = () => logOf(file).findLast(isBegunBy(name))
    await until(`${name} begins an evaluation`, () => begun()?.seq !== before)
    await pause(HANDOVER_MS)
    const pid = trainersOf(running.pid).get(name)
    if (pid === undefined) throw new Error(`there is no process of ${name}`)
    process.kill(pid, "SIGSTOP")
    await pause(HANDOVER_MS)
    const held = begun()
    if (held !== undefined && busyTrainers(file).has(name))
      return { pid, individual: held.event.individual, lease: held.seq }
    process.kill(pid, "SIGCONT")
  }
}

const isBegunBy =
  (name: string) =>
  (row: Logged<Event>): row is Logged<EventOf<"EvaluationStarted">> =>
    row.event.kind === "EvaluationStarted" && row.event.trainer === name

/** How a lease was lost, refused and replaced, as the log has it. */
const fateOf = (file: string, { individual, lease }: Frozen) => {
  const events = logOf(file).map(({ event }) => event)
  const under = <K extends Event["kind"]>(kind: K) =>
    ofKind(events, kind).filter((event) => "lease" in event && event.lease === lease)
  const recorded = ofKind(events, "EvaluationRecorded").filter((event) => event.individual === individual)
  return { lost: under("EvaluationFailed"), refused: under("EvaluationRefused"), recorded }
}

const finish = async (file: string, running: Running, cycles: number): Promise<void> => {
  const ended = await running.ended
  expect(ended).toMatchObject({ code: 0 })
  expect(summaryShape.parse(oneObject(ended))).toMatchObject({ status: "finished", evaluations: cycles })
  expectWholeRun(file, cycles)
  await expectVerified(file)
}

/** The work takes three leases, so it has not ended when the lease has. */
it("a trainer frozen past its lease and thawed in the middle of its work is told to drop it", async () => {
  const file = join(temporaryFolder(), "frozen.db")
  const running = start(file, { leaseMs: 500, heartbeatMs: 80, evaluationMs: 1500, cycles: 6 })
  const frozen = await freezeAtWork(file, running, "trainer-1")
  await until("the lease ends", () => fateOf(file, frozen).lost.length > 0)
  process.kill(frozen.pid, "SIGCONT")
  await finish(file, running, 6)
  const { lost, refused, recorded } = fateOf(file, frozen)
  expect(lost).toMatchObject([
    { failure: "lost", reason: "no sign of life for 500 ms", trainer: "trainer-1" }
  ])
  expect(refused).toMatchObject([{ individual: frozen.individual, trainer: "trainer-1", fitness: null }])
  expect(recorded).toHaveLength(1)
  expect(recorded[0]?.lease).not.toBe(frozen.lease)
}, 60_000)

/** No heartbeat is due before the work ends, so the first thing that the thawed trainer says is its result. */
it("a trainer frozen past its lease that hands in a result afterwards is refused, and the result is not counted", async () => {
  const file = join(temporaryFolder(), "late.db")
  const running = start(file, { leaseMs: 500, heartbeatMs: 490, evaluationMs: 250, cycles: 16 })
  const frozen = await freezeAtWork(file, running, "trainer-1")
  await until("the lease ends", () => fateOf(file, frozen).lost.length > 0)
  process.kill(frozen.pid, "SIGCONT")
  await finish(file, running, 16)
  const { refused, recorded } = fateOf(file, frozen)
  expect(refused).toMatchObject([{ individual: frozen.individual, trainer: "trainer-1" }])
  expect(refused[0]?.fitness).toBeTypeOf("number")
  expect(recorded).toHaveLength(1)
  expect(recorded[0]?.lease).not.toBe(frozen.lease)
}, 60_000)

it("a trainer that hangs for good is killed and replaced, and the new one does its share", async () => {
  const file = join(temporaryFolder(), "hung.db")
  const running = start(file, { leaseMs: 200, heartbeatMs: 40, evaluationMs: 300, cycles: 30 })
  const frozen = await freezeAtWork(file, running, "trainer-0")
  await until("the hung process is killed", () => !isAlive(frozen.pid))
  const afterwards = logOf(file).length
  await finish(file, running, 30)
  expect(fateOf(file, frozen).lost).toHaveLength(1)
  expect(fateOf(file, frozen).recorded).toHaveLength(1)
  const later = logOf(file).slice(afterwards)
  expect(
    later.some(({ event }) => event.kind === "EvaluationRecorded" && event.trainer === "trainer-0")
  ).toBe(true)
}, 60_000)
