/**
 * The progress of an experiment, on stderr: runs and models done, the pace, the time left. A live line on a terminal,
 * a plain one every few seconds elsewhere.
 */
import { Clock, Effect, type Scope } from "effect"
import type { ExperimentSpectators } from "../app/run-experiment.ts"
import { count, duration, rate } from "./format.ts"
import { draw, say, stderrIsTerminal, terminalColumns } from "./output.ts"

const REDRAW_EVERY_MS = 200
const LINE_EVERY_MS = 5000
const ERASE_LINE = "\r\u001b[2K"

interface Standing {
  runs: number
  runsDone: number
  models: number
  modelsDone: number
  /** Of the run that is being driven now. */
  modelsHere: number
  evaluated: number
  now: string
}

/** Shows progress for the length of the scope. */
export const showExperiment = (name: string): Effect.Effect<ExperimentSpectators, never, Scope.Scope> =>
  Effect.gen(function* () {
    const live = stderrIsTerminal()
    const startMs = yield* Clock.currentTimeMillis
    const standing: Standing = {
      runs: 0,
      runsDone: -1,
      models: 0,
      modelsDone: 0,
      modelsHere: 0,
      evaluated: 0,
      now: ""
    }
    const show = Effect.gen(function* () {
      if (standing.now === "") return
      const text = progressLine(name, standing, (yield* Clock.currentTimeMillis) - startMs)
      if (live) draw(`${ERASE_LINE}${text.slice(0, terminalColumns() - 1)}`)
      else say(text)
    })
    yield* show.pipe(Effect.delay(live ? REDRAW_EVERY_MS : LINE_EVERY_MS), Effect.forever, Effect.forkScoped)
    yield* Effect.addFinalizer(() => Effect.sync(() => live && draw(ERASE_LINE)))
    return spectatorsOf(name, standing)
  })

const spectatorsOf = (name: string, standing: Standing): ExperimentSpectators => ({
  onPlan: ({ runs, reused, models }) => {
    standing.runs = runs
    standing.models = models
    const already = reused === 0 ? "" : `; ${count(reused)} are there already`
    if (runs > 0) say(`${name}: ${count(runs)} runs to do, ${count(models)} models${already}`)
  },
  onNotice: say,
  onRun: ({ scenario, arm, config }) => {
    standing.runsDone++
    standing.modelsDone += standing.modelsHere
    standing.modelsHere = 0
    standing.now = `${scenario}, ${arm}, seed ${config.seed}`
  },
  onEvents: (events, state) => {
    // The pace is that of this process: what a resumed run had already does not count for it.
    standing.evaluated += events.filter(({ event }) => event.kind === "EvaluationRecorded").length
    standing.modelsHere = state.counted + state.infertile
  }
})

const progressLine = (name: string, standing: Standing, elapsedMs: number): string => {
  const perSecond = (standing.evaluated * 1000) / Math.max(1, elapsedMs)
  const done = standing.modelsDone + standing.modelsHere
  const left =
    perSecond > 0 ? `${duration(((standing.models - done) * 1000) / perSecond)} left` : "time left unknown"
  const share = Math.floor((done * 100) / Math.max(1, standing.models))
  return [
    `${name} ${share}%`,
    `${count(standing.runsDone)}/${count(standing.runs)} runs`,
    `${rate(perSecond)} eval/s`,
    left,
    standing.now
  ].join(" · ")
}
