/** The words in which a verification speaks of events that should have been others. */
import { canonicalJson } from "../domain/canonical-json.ts"
import type { Event } from "../domain/event.ts"
import type { DifferenceKind } from "./difference.ts"

export const kindOf = (event: Event): DifferenceKind => {
  switch (event.kind) {
    case "IndividualBorn":
      return "birth"
    case "IndividualDied":
      return "death"
    case "FitnessCounted":
      return "count"
    case "RunFinished":
      return "finish"
    case "ControllerUpdated":
      return "update"
    default:
      return "fact"
  }
}

export const sayOf = (event: Event): string =>
  "individual" in event ? `${event.kind} of individual ${event.individual}` : event.kind

export interface Disagreement {
  readonly seq: number
  readonly recorded: Event
  /** What had to come by the rules, if anything had to. */
  readonly due: Event | undefined
  /** What the log would say of the recorded facts, if they could be accepted. */
  readonly lawful: Event | undefined
}

export const sayDisagreement = ({ seq, recorded, due, lawful }: Disagreement): string => {
  const what = `event ${seq} is ${sayOf(recorded)}`
  if (due !== undefined) {
    return due.kind === recorded.kind
      ? `${what}, and the rules decide otherwise: ${sayFields(recorded, due)}`
      : `${what}, where ${sayOf(due)} must come by the rules`
  }
  return lawful === undefined
    ? `${what}, which could not happen then`
    : `${what}, and what it reports would have been written as ${sayOf(lawful)}: ${sayFields(recorded, lawful)}`
}

const SHOWN_CHARACTERS_MAX = 120

/** The fields in which two events differ, with both values. */
const sayFields = (recorded: Event, decided: Event): string => {
  const before = new Map<string, unknown>(Object.entries(recorded))
  const after = new Map<string, unknown>(Object.entries(decided))
  const fields = [...new Set([...before.keys(), ...after.keys()])].sort()
  return fields
    .map((field) => ({ field, was: shown(before.get(field)), is: shown(after.get(field)) }))
    .filter(({ was, is }) => was !== is)
    .map(({ field, was, is }) => `${field} ${shortened(was)} is recorded, ${shortened(is)} is decided`)
    .join("; ")
}

const shown = (value: unknown): string => (value === undefined ? "nothing" : canonicalJson(value))

const shortened = (text: string): string =>
  text.length > SHOWN_CHARACTERS_MAX ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}…` : text
