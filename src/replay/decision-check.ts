/**
 * The second half of a verification: whether the log says what the rules say. The events are folded, and at every
 * state the rules are asked again: what must follow must be the next event, byte for byte; and while nothing must
 * follow, only a lawful fact may come. It stops at the first difference, since all that follows differs then.
 */
import { chooseParent, makeChild, type Rules } from "../domain/breeding.ts"
import { canonicalJson } from "../domain/canonical-json.ts"
import { consequenceOf } from "../domain/consequence.ts"
import { EVENT_VERSION, type Event } from "../domain/event.ts"
import { evolve } from "../domain/evolve.ts"
import { initialState, type RunState, situationOf } from "../domain/run-state.ts"
import type { EventRow } from "../log/event-row.ts"
import type { Difference, DifferenceKind } from "./difference.ts"
import { lawfulEvent } from "./lawful.ts"
import { type Reading, readKnownRow, readRow } from "./read-row.ts"
import { kindOf, sayDisagreement, sayOf } from "./say-difference.ts"

/** The rules of the run, or a sentence on why this program does not have them. */
export type RulesFound =
  | { readonly found: true; readonly rules: Rules }
  | { readonly found: false; readonly problem: string }

interface Due {
  readonly event: Event
  readonly text: string
}

export class DecisionCheck {
  private state: RunState = initialState()
  private found: Difference | undefined
  private readonly rules: RulesFound

  constructor(rules: RulesFound) {
    this.rules = rules
  }

  get difference(): Difference | undefined {
    return this.found
  }

  /** Notes a difference found elsewhere, past which nothing can be decided. */
  note(difference: Difference): void {
    this.found ??= difference
  }

  /** The number of births and deaths that were decided again and agree. */
  get births(): number {
    return this.state.births
  }

  get deaths(): number {
    return this.state.deaths
  }

  /** Takes the next row and gives what it reads in it, so that nobody has to read it twice. */
  see(row: EventRow): Reading {
    if (this.found !== undefined) return readRow(row)
    if (row.seq !== this.state.seq + 1) {
      this.stop(
        "hole",
        null,
        null,
        `event ${this.state.seq + 1} is missing, so nothing after it can be decided`
      )
      return readRow(row)
    }
    const due = this.attempt(() => this.due())
    const isAsDue = due !== undefined && row.version === EVENT_VERSION && due.text === row.payload
    const reading = isAsDue ? readKnownRow(row, due.event) : readRow(row)
    // Deciding what is due may itself have failed.
    if (this.found === undefined) this.judge(row, reading, due)
    return reading
  }

  /** Called after the last row: a batch is one transaction, so a log never ends where something is due. */
  end(): void {
    if (this.found !== undefined) return
    const due = this.attempt(() => this.due())
    if (due !== undefined)
      this.stop(
        kindOf(due.event),
        null,
        due.event,
        `the log ends at event ${this.state.seq}, where ${sayOf(due.event)} must follow`
      )
  }

  private judge(row: EventRow, { event, text, problem }: Reading, due: Due | undefined): void {
    if (event === undefined) {
      this.stop(
        due === undefined ? "fact" : kindOf(due.event),
        row.payload,
        due?.event ?? null,
        `event ${row.seq} cannot be read: ${problem ?? "unknown"}`
      )
      return
    }
    const lawful = due ?? this.lawful(event)
    if (lawful !== undefined && lawful.text === text) {
      this.fold(event)
      return
    }
    const kind = kindOf(due?.event ?? event)
    const said = sayDisagreement({
      seq: row.seq,
      recorded: event,
      due: due?.event,
      lawful: lawful?.event
    })
    this.stop(kind, event, lawful?.event ?? null, said)
  }

  private lawful(event: Event): Due | undefined {
    const lawful = lawfulEvent(this.state, event)
    return lawful === undefined ? undefined : { event: lawful, text: canonicalJson(lawful) }
  }

  private fold(event: Event): void {
    this.state = evolve(this.state, event)
    if (event.kind === "RunStarted" && !this.rules.found) {
      this.found = { seq: 1, kind: "rules", recorded: event, decided: null, message: this.rules.problem }
    }
  }

  /** What must come next by the rules, or undefined when it is the outside's turn. */
  private due(): Due | undefined {
    if (!this.rules.found) return undefined
    const { rules } = this.rules
    const next = consequenceOf(this.state, rules)
    if (next === undefined) return undefined
    const event =
      next.kind === "BirthDue"
        ? makeChild(rules, next.individual, chooseParent(rules, next.individual, situationOf(this.state)))
        : next
    return { event, text: canonicalJson(event) }
  }

  /** A space that throws where it once gave a child has changed, and that is a finding, not a crash. */
  private attempt<A>(decision: () => A): A | undefined {
    try {
      return decision()
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      this.stop("rules", null, null, `event ${this.state.seq + 1} cannot be decided again: ${reason}`)
      return undefined
    }
  }

  private stop(
    kind: DifferenceKind,
    recorded: Event | string | null,
    decided: Event | null,
    message: string
  ): void {
    this.found ??= { seq: this.state.seq + 1, kind, recorded, decided, message }
  }
}
