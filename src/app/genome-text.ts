/** A genome in the words of its space. */
import { Effect } from "effect"
import type { Genome } from "../domain/space.ts"
import type { EventLogShape, LogCorrupt, LogUnavailable } from "../log/event-log.ts"
import { spaceOf } from "./rules.ts"

export const genomeText = (
  log: EventLogShape,
  run: string,
  genome: Genome
): Effect.Effect<string, LogUnavailable | LogCorrupt> =>
  Effect.gen(function* () {
    const [first] = yield* log.about(run, null)
    if (first?.event.kind !== "RunStarted") return JSON.stringify(genome)
    // A run is readable without what it was made with: a table that has gone, a newer version's space.
    return yield* spaceOf(first.event.config).pipe(
      Effect.map((space) => space.describe(genome)),
      Effect.orElseSucceed(() => JSON.stringify(genome))
    )
  })
