/** The error of whoever asks about an individual that was never born. */
import { Effect, Schema } from "effect"
import type { EventLogShape, LogCorrupt, LogUnavailable } from "../log/event-log.ts"
import { rebuild, WHOLE_LOG } from "../log/rebuild.ts"

export class NoSuchIndividual extends Schema.TaggedError<NoSuchIndividual>()("NoSuchIndividual", {
  message: Schema.String
}) {}

/** Fails with a sentence that says which individuals there are. */
export const noSuchIndividual = (
  log: EventLogShape,
  run: string,
  individual: number
): Effect.Effect<never, NoSuchIndividual | LogUnavailable | LogCorrupt> =>
  Effect.flatMap(rebuild(log, run, WHOLE_LOG), ({ births }) => {
    const has = births === 0 ? "nobody is born in it yet" : `it has 0 to ${births - 1}`
    return Effect.fail(
      new NoSuchIndividual({ message: `run ${run} has no individual ${individual}; ${has}` })
    )
  })
