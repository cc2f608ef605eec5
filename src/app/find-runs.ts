/** The runs that a person names, one by one or by a pattern such as `toy/*`. */
import { Effect } from "effect"
import type { EventLogShape, LogUnavailable, RunEntry } from "../log/event-log.ts"
import { BadInput } from "./bad-input.ts"
import { findRun } from "./runs.ts"

const isPattern = (wanted: string): boolean => wanted.includes("*")

const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")

/** `*` stands for any characters, “/” included. */
const matcherOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.split("*").map(literally).join(".*")}$`, "s")

/** Every run once, in the order named, those of a pattern in the order in which they were started. */
export const findRuns = (
  log: EventLogShape,
  wanted: readonly string[]
): Effect.Effect<readonly RunEntry[], BadInput | LogUnavailable> =>
  Effect.gen(function* () {
    const found = new Map<string, RunEntry>()
    for (const name of wanted) {
      const entries = isPattern(name) ? yield* matching(log, name) : [yield* findRun(log, name)]
      for (const entry of entries) found.set(entry.run, entry)
    }
    return [...found.values()]
  })

const matching = (
  log: EventLogShape,
  pattern: string
): Effect.Effect<readonly RunEntry[], BadInput | LogUnavailable> =>
  Effect.flatMap(log.runs, (entries) => {
    const matcher = matcherOf(pattern)
    const found = entries.filter(({ name }) => matcher.test(name))
    return found.length > 0
      ? Effect.succeed(found)
      : new BadInput({ message: `no run has a name like “${pattern}”; “cambrian list” shows them all` })
  })
