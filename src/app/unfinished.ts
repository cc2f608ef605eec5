/** Whether a config has a run already that was started and not finished, so that nobody starts it twice by mistake. */
import { Effect } from "effect"
import { contentHash } from "../domain/canonical-json.ts"
import type { RunConfig } from "../domain/run-config.ts"
import type { EventLogShape, LogCorrupt, LogUnavailable, RunEntry } from "../log/event-log.ts"
import { asBegun } from "./backends/backend-of.ts"

/** Two configs are of the same run when they agree in all but the name. */
const fingerprint = ({ name: _name, ...config }: RunConfig): string => contentHash(config)

/** The newest unfinished run of this config, whatever its backend “auto” became. */
export const unfinishedRunOf = (
  log: EventLogShape,
  config: RunConfig
): Effect.Effect<RunEntry | undefined, LogUnavailable | LogCorrupt> =>
  Effect.gen(function* () {
    for (const entry of (yield* log.runs).toReversed()) {
      const life = yield* log.about(entry.run, null)
      const started = life[0]?.event
      const isUnfinished = life.at(-1)?.event.kind !== "RunFinished"
      if (started?.kind !== "RunStarted" || !isUnfinished) continue
      if (fingerprint(started.config) === fingerprint(asBegun(config, started.config))) return entry
    }
    return undefined
  })
