/**
 * Brings the payload of an old event version up to the present one, a step at a time. Every kind is at version 1
 * so far; the first change of an event's meaning adds its step here, and a golden log frozen before the change.
 */
import { EVENT_VERSION, type EventKind } from "../domain/event.ts"

type Upcast = (payload: unknown) => unknown

/** `steps[kind][n]` turns version n into version n + 1. */
const steps: { readonly [K in EventKind]?: Readonly<Record<number, Upcast>> } = {}

export const upcast = (kind: EventKind, version: number, payload: unknown): unknown => {
  let current = payload
  for (let from = version; from < EVENT_VERSION; from++) current = steps[kind]?.[from]?.(current) ?? current
  return current
}
