/**
 * Writes the log of a run without an engine: a seeded walk through everything that may happen to one (leases,
 * failures, lost trainers, late and double results, crashes, stops, resumptions, a test at the end), each step by
 * the domain's own rules. What the walk does depends on nothing but its seed.
 */

import { chooseParent, makeChild } from "../../src/domain/breeding.ts"
import type { Command } from "../../src/domain/command.ts"
import { consequenceOf } from "../../src/domain/consequence.ts"
import { decide } from "../../src/domain/decide.ts"
import type { Event } from "../../src/domain/event.ts"
import { evolve } from "../../src/domain/evolve.ts"
import { type RandomStream, randomStream } from "../../src/domain/random-stream.ts"
import type { RunConfig } from "../../src/domain/run-config.ts"
import { initialState, type RunState, situationOf } from "../../src/domain/run-state.ts"
import { toyFitness, toyRules } from "./toy-run.ts"

export interface Script {
  /** What each transaction of the engine would have held. */
  readonly batches: readonly (readonly Event[])[]
  readonly state: RunState
}

export const writeScript = (walkSeed: number, config: RunConfig): Script => {
  const walk = new Walk(randomStream(walkSeed, "walk", 0), config)
  walk.go({ kind: "Start", config, engine: "0.1.0" })
  while (walk.state.status !== "finished") walk.step()
  const best = walk.state.best
  if (best !== null)
    walk.go({
      kind: "RecordTest",
      individual: best.individual,
      trainer: "trainer-0",
      measures: { test: 0.5 },
      durationMs: 3
    })
  walk.reevaluate()
  return { batches: walk.batches, state: walk.state }
}

class Walk {
  readonly batches: Event[][] = []
  state = initialState()
  private readonly chance: RandomStream
  private readonly rules
  private readonly leases: {
    readonly individual: number
    readonly lease: number
    readonly trainer: string
  }[] = []

  constructor(chance: RandomStream, config: RunConfig) {
    this.chance = chance
    this.rules = toyRules(config)
  }

  /** One command, all that follows from it, and the transaction with both. */
  go(command: Command): void {
    const batch: Event[] = []
    const apply = (event: Event): void => {
      this.state = evolve(this.state, event)
      batch.push(event)
    }
    for (const event of decide(this.state, command)) apply(event)
    for (let next = consequenceOf(this.state, this.rules); next !== undefined; ) {
      apply(
        next.kind === "BirthDue"
          ? makeChild(
              this.rules,
              next.individual,
              chooseParent(this.rules, next.individual, situationOf(this.state))
            )
          : next
      )
      next = consequenceOf(this.state, this.rules)
    }
    if (batch.length > 0) this.batches.push(batch)
  }

  step(): void {
    const turn = this.chance.below(100)
    if (turn < 40) this.begin()
    else if (turn < 80) this.end("measured")
    else if (turn < 85) this.end("error")
    else if (turn < 88) this.end("lost")
    else if (turn < 94) this.late()
    else if (turn < 96) this.resume("the process was killed")
    else if (turn < 98) this.go({ kind: "Stop", reason: "interrupted" })
    else this.resume("asked to")
  }

  /** Somebody looks how lucky the first individual was, with a seed that fails and one that does not. */
  reevaluate(): void {
    const about = { kind: "RecordReevaluation", individual: 0, trainer: "trainer-0", device: "cpu" } as const
    this.go({ ...about, seed: 1, fitness: null, reason: "it diverged", measures: {}, durationMs: 0 })
    const curve = { epoch: [1, 2], trainLoss: [0.5, 0.25] }
    const resources = { imagesPerSecond: 10 }
    this.go({ ...about, seed: 2, fitness: 0.5, measures: { a: 1 }, durationMs: 4, curve, resources })
  }

  private begin(): void {
    const free = [...this.state.pending.values()].filter(
      ({ lease, fitness }) => lease === null && fitness === null
    )
    const pending = free[this.chance.below(Math.max(1, free.length))]
    if (pending === undefined || this.state.status !== "running") return
    const { individual } = pending
    const trainer = `trainer-${this.chance.below(3)}`
    this.go({ kind: "BeginEvaluation", individual, trainer, device: "cpu" })
    this.leases.push({ individual, lease: this.state.seq, trainer })
  }

  private end(how: "measured" | "error" | "lost"): void {
    const open = [...this.state.pending.values()].flatMap(({ individual, lease }) =>
      lease === null ? [] : [{ individual, lease: lease.seq, trainer: lease.trainer }]
    )
    const held = open[this.chance.below(Math.max(1, open.length))]
    if (held !== undefined) this.tell(held, how)
  }

  /** Somebody comes back with a lease that may have ended long ago. */
  private late(): void {
    const held = this.leases[this.chance.below(Math.max(1, this.leases.length))]
    if (held !== undefined) this.tell(held, this.chance.below(2) === 0 ? "measured" : "error")
  }

  private tell(held: (typeof this.leases)[number], how: "measured" | "error" | "lost"): void {
    if (how !== "measured") {
      this.go({ ...held, kind: "FailEvaluation", failure: how, reason: "it went wrong" })
      return
    }
    const pending = this.state.pending.get(held.individual)
    const fitness = toyFitness(pending?.genome ?? "0", pending?.trainingSeed ?? 1)
    this.go({
      ...held,
      kind: "RecordEvaluation",
      device: "cpu",
      fitness,
      measures: { a: fitness },
      durationMs: 2
    })
  }

  private resume(reason: string): void {
    const { cycles, trainers } = this.state
    this.go({ kind: "Resume", cycles, trainers, reason })
  }
}
