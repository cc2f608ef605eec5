/**
 * The progress of a run, on stderr: a live bar on a terminal, a plain line every few seconds elsewhere. It shows
 * how far the run is, the best fitness so far, the pace, who is busy, and how long it will still take.
 */
import { Clock, Effect, type Scope } from "effect"
import { count, duration, fitness, rate } from "./format.ts"
import { draw, say, stderrIsTerminal, terminalColumns } from "./output.ts"
import { type TrainingProgress, trainingFigures } from "./training-figures.ts"

/** What the bar needs to know of the run's state. */
export interface ProgressState {
  readonly cycles: number
  readonly counted: number
  readonly infertile: number
  readonly trainers: number
  readonly evaluations: number
  readonly best: { readonly individual: number; readonly fitness: number } | null
  readonly pending: { readonly size: number }
  readonly status: string
}

export interface ProgressView {
  readonly sawState: (state: ProgressState) => void
  /** How far one trainer is with its present evaluation; undefined where it has none. */
  readonly sawTrainer: (trainer: string, progress: TrainingProgress | undefined) => void
  /** Says something between the lines of progress. */
  readonly note: (text: string) => void
}

const REDRAW_EVERY_MS = 100
const LINE_EVERY_MS = 2000
const BAR_CELLS = 24
const ERASE_LINE = "\r\u001b[2K"

interface Start {
  readonly atMs: number
  readonly settled: number
}

/** Shows progress for the length of the scope. */
export const showProgress = (name: string): Effect.Effect<ProgressView, never, Scope.Scope> =>
  Effect.gen(function* () {
    const live = stderrIsTerminal()
    const everyMs = live ? REDRAW_EVERY_MS : LINE_EVERY_MS
    const startMs = yield* Clock.currentTimeMillis
    let state: ProgressState | undefined
    let start: Start | undefined
    const trainers = new Map<string, string>()

    const show = Effect.gen(function* () {
      const nowMs = yield* Clock.currentTimeMillis
      if (state === undefined || start === undefined) {
        if (live) draw(`${ERASE_LINE}${name}: starting the trainers … ${duration(nowMs - startMs)}`)
        return
      }
      const text = progressLine(name, state, start, trainers, nowMs)
      if (live) draw(`${ERASE_LINE}${text.slice(0, terminalColumns() - 1)}`)
      else say(text)
    })

    yield* show.pipe(Effect.delay(everyMs), Effect.forever, Effect.forkScoped)
    yield* Effect.addFinalizer(() => Effect.sync(() => live && draw(ERASE_LINE)))
    return {
      sawState: (latest) => {
        state = latest
        start ??= { atMs: startMs, settled: latest.counted + latest.infertile }
      },
      sawTrainer: (trainer, progress) => {
        if (progress === undefined) trainers.delete(trainer)
        else trainers.set(trainer, trainingFigures(progress))
      },
      note: (text) => say(live ? `${ERASE_LINE}${text}` : text)
    }
  })

const progressLine = (
  name: string,
  state: ProgressState,
  start: Start,
  trainers: ReadonlyMap<string, string>,
  nowMs: number
): string => {
  const settled = state.counted + state.infertile
  const share = state.cycles === 0 ? 1 : settled / state.cycles
  const perSecond = nowMs > start.atMs ? ((settled - start.settled) * 1000) / (nowMs - start.atMs) : 0
  const leftMs = perSecond > 0 ? ((state.cycles - settled) * 1000) / perSecond : undefined
  const filled = Math.round(share * BAR_CELLS)
  const bar = `${"█".repeat(filled)}${"░".repeat(BAR_CELLS - filled)}`
  const best = state.best === null ? "none yet" : `${fitness(state.best.fitness)} (#${state.best.individual})`
  const testing = state.status === "finished" ? "testing the best network" : undefined
  const busy = Math.min(state.trainers, state.pending.size)
  const shares = [...trainers.values()]
  return [
    `${name} ${bar} ${count(settled)}/${count(state.cycles)}`,
    `best ${best}`,
    testing ?? `${rate(perSecond)} eval/s`,
    `${busy}/${state.trainers} busy${shares.length === 0 ? "" : ` ${shares.join(", ")}`}`,
    leftMs === undefined ? "time left unknown" : `${duration(leftMs)} left`
  ].join(" · ")
}
