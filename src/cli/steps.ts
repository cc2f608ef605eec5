/** Progress of work that counts its steps, on stderr, once it has taken longer than two seconds. */
import { Clock, Effect, type Scope } from "effect"
import { count } from "./format.ts"
import { draw, say, stderrIsTerminal } from "./output.ts"

const QUIET_MS = 2000
const LINE_EVERY_MS = 2000
const REDRAW_EVERY_MS = 200
const ERASE_LINE = "\r\u001b[2K"

/** Gives the function that is told how far the work is; it yields to nobody, so it draws by itself. */
export const showSteps = (
  what: string,
  unit: string
): Effect.Effect<(done: number, total: number | undefined) => void, never, Scope.Scope> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    const live = stderrIsTerminal()
    const everyMs = live ? REDRAW_EVERY_MS : LINE_EVERY_MS
    let nextMs = clock.currentTimeMillisUnsafe() + QUIET_MS
    let drawn = false
    yield* Effect.addFinalizer(() => Effect.sync(() => drawn && live && draw(ERASE_LINE)))
    return (done, total) => {
      const nowMs = clock.currentTimeMillisUnsafe()
      if (nowMs < nextMs) return
      nextMs = nowMs + everyMs
      drawn = true
      const of =
        total === undefined ? "" : ` of ${count(total)} (${Math.floor((done * 100) / Math.max(1, total))}%)`
      const text = `${what}: ${count(done)}${of} ${unit}`
      if (live) draw(`${ERASE_LINE}${text}`)
      else say(text)
    }
  })
