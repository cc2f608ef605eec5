/**
 * The progress of a re-evaluation, on stderr: how many seeds are done, how far each trainer is, the time left. A live
 * line on a terminal, a plain one every few seconds elsewhere.
 */
import { Clock, Effect, type Scope } from "effect"
import type { ReevaluationSpectators } from "../app/reevaluate.ts"
import { duration } from "./format.ts"
import { draw, say, stderrIsTerminal, terminalColumns } from "./output.ts"
import { trainingFigures } from "./training-figures.ts"

const REDRAW_EVERY_MS = 100
const LINE_EVERY_MS = 2000
const ERASE_LINE = "\r\u001b[2K"

/** Shows progress for the length of the scope. */
export const showReevaluation = (
  title: string,
  seeds: number
): Effect.Effect<ReevaluationSpectators, never, Scope.Scope> =>
  Effect.gen(function* () {
    const live = stderrIsTerminal()
    const startMs = yield* Clock.currentTimeMillis
    const trainers = new Map<string, string>()
    let done = 0
    const show = Effect.gen(function* () {
      const elapsedMs = (yield* Clock.currentTimeMillis) - startMs
      const text = [
        `${title} ${done}/${seeds} seeds`,
        ...(trainers.size === 0 ? [] : [[...trainers.values()].join(", ")]),
        done === 0 ? `${duration(elapsedMs)} so far` : `${duration((elapsedMs * (seeds - done)) / done)} left`
      ].join(" · ")
      if (live) draw(`${ERASE_LINE}${text.slice(0, terminalColumns() - 1)}`)
      else say(text)
    })
    yield* show.pipe(Effect.delay(live ? REDRAW_EVERY_MS : LINE_EVERY_MS), Effect.forever, Effect.forkScoped)
    yield* Effect.addFinalizer(() => Effect.sync(() => live && draw(ERASE_LINE)))
    return {
      onResult: ({ trainer }) => {
        trainers.delete(trainer)
        done++
      },
      onProgress: (trainer, progress) => {
        trainers.set(trainer, trainingFigures(progress))
      }
    }
  })
