/** A genome in the words of its space. */
import { Effect } from "effect"
import type { Genome } from "../domain/space.ts"
import type { EventLogShape, LogCorrupt, LogUnavailable } from "../log/event-log.ts"
import type { BadInput } from "./bad-input.ts"
import { spaceOf } from "./rules.ts"

export const genomeText = (
  log: EventLogShape,
  run: string,
  genome: Genome
): Effect.Effect<string, LogUnavailable | LogCorrupt | BadInput> =>
  Effect.gen(function* () {
    const [first] = yield* log.about(run, null)
    if (first?.event.kind !== "RunStarted") return JSON.stringify(genome)
    const space = yield* spaceOf(first.event.config)
    return space.describe(genome)
  })
