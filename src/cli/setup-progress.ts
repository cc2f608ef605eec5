/** The progress of a set-up, on stderr: a live line on a terminal; elsewhere each step, and a line every few seconds. */
import { Clock, Effect, type Scope } from "effect"
import type { SetupMoment } from "../app/setup/native-setup.ts"
import { duration } from "./format.ts"
import { draw, say, stderrIsTerminal, terminalColumns } from "./output.ts"

const REDRAW_EVERY_MS = 100
const LINE_EVERY_MS = 2000
const ERASE_LINE = "\r\u001b[2K"
const MEGABYTE = 1e6

const headOf = ({ step, steps, title }: Pick<SetupMoment, "step" | "steps" | "title">): string =>
  step === 0 ? title : `${step}/${steps} ${title}`

const momentText = ({ step, steps, title, progress }: SetupMoment, elapsedMs: number): string => {
  const head = headOf({ step, steps, title })
  const elapsed = duration(elapsedMs)
  if (progress === undefined || progress.totalBytes === 0) return `${head} · ${elapsed}`
  const { doneBytes, totalBytes } = progress
  const share = Math.min(100, Math.floor((100 * doneBytes) / totalBytes))
  return `${head} · ${Math.round(doneBytes / MEGABYTE)} of ${Math.round(totalBytes / MEGABYTE)} MB, ${share}% · ${elapsed}`
}

/** Shows it for the length of the scope; what it gives is to be told of each moment. */
export const showSetup: Effect.Effect<(moment: SetupMoment) => void, never, Scope.Scope> = Effect.gen(
  function* () {
    const live = stderrIsTerminal()
    const startMs = yield* Clock.currentTimeMillis
    let latest: SetupMoment | undefined
    const show = Effect.gen(function* () {
      if (latest === undefined) return
      const text = momentText(latest, (yield* Clock.currentTimeMillis) - startMs)
      if (live) draw(`${ERASE_LINE}${text.slice(0, terminalColumns() - 1)}`)
      else say(text)
    })
    yield* show.pipe(Effect.delay(live ? REDRAW_EVERY_MS : LINE_EVERY_MS), Effect.forever, Effect.forkScoped)
    yield* Effect.addFinalizer(() => Effect.sync(() => live && draw(ERASE_LINE)))
    return (moment) => {
      // Where lines stay, each step is told of once, as it begins.
      if (!live && latest?.step !== moment.step) say(`${headOf(moment)} …`)
      latest = moment
    }
  }
)
