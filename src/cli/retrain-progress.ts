/**
 * The progress of a long training, on stderr: a line for each epoch that is done, and within an epoch how far it is, live
 * on a terminal and now and then elsewhere.
 */
import { Clock, Effect, type Scope } from "effect"
import type { RetrainSpectators } from "../app/retrain/retrain.ts"
import { count, duration, fitness, rate } from "./format.ts"
import { draw, say, stderrIsTerminal, terminalColumns } from "./output.ts"

const REDRAW_EVERY_MS = 200
const LINE_EVERY_MS = 15_000
const ERASE_LINE = "\r\u001b[2K"
const MS_PER_SECOND = 1000

type Facts = Parameters<RetrainSpectators["onStart"]>[0]
type Progress = Parameters<RetrainSpectators["onProgress"]>[0]
type Epoch = Parameters<RetrainSpectators["onEpoch"]>[0]

const startText = (what: string, facts: Facts): string => {
  const { begun, stepsOfEpoch, steps, measures, examples, validationExamples, device } = facts
  const parameters = measures.parameters === undefined ? "" : `${count(measures.parameters)} parameters, `
  const epochs = count(Math.ceil(steps / stepsOfEpoch))
  const goesOn = begun === undefined ? "" : `, going on after epoch ${begun.stepsDone / stepsOfEpoch}`
  return `${what}: ${parameters}${epochs} epochs of ${count(examples)} images, ${count(validationExamples)} held out, on ${device}${goesOn}`
}

const last = (curve: Epoch["curve"], name: string): number | undefined => curve[name]?.at(-1)

/** By how much a figure that grows has grown in the epoch that was done last, which a budget may have cut short. */
const grown = ({ curve }: Epoch, name: string): number => {
  const values = curve[name] ?? []
  return (values.at(-1) ?? 0) - (values.at(-2) ?? 0)
}

const epochText = (epoch: Epoch, { stepsOfEpoch, steps, examples }: Facts): string => {
  const { curve, stepsDone, isOver } = epoch
  const seconds = grown(epoch, "seconds")
  const images = examples * grown(epoch, "epoch")
  const leftMs = (MS_PER_SECOND * seconds * (steps - stepsDone)) / stepsOfEpoch
  const validation = last(curve, "validation")
  return [
    `epoch ${Math.ceil(stepsDone / stepsOfEpoch)}/${Math.ceil(steps / stepsOfEpoch)}`,
    `loss ${fitness(last(curve, "trainLoss") ?? 0)}`,
    ...(validation === undefined ? [] : [`validation ${fitness(validation)}`]),
    `rate ${(last(curve, "learningRate") ?? 0).toPrecision(2)}`,
    `${rate(seconds > 0 ? images / seconds : 0)} images/s`,
    isOver ? "training done" : `${duration(leftMs)} left`
  ].join(" · ")
}

const stepText = ({ done, figures }: Progress, { stepsOfEpoch }: Facts): string => {
  const { epoch = 0, epochs = 0, loss = 0 } = figures
  const share = ((done - 1) % stepsOfEpoch) / stepsOfEpoch
  return `epoch ${epoch}/${epochs} · ${Math.floor(share * 100)}% of it · loss ${fitness(loss)}`
}

/** Shows progress for the length of the scope; `what` says what is trained. */
export const showRetraining = (what: string): Effect.Effect<RetrainSpectators, never, Scope.Scope> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    const live = stderrIsTerminal()
    const everyMs = live ? REDRAW_EVERY_MS : LINE_EVERY_MS
    let facts: Facts | undefined
    let nextMs = clock.currentTimeMillisUnsafe() + everyMs
    const sayLine = (text: string): void => say(live ? `${ERASE_LINE}${text}` : text)
    const showLive = (text: string): void => {
      if (live) draw(`${ERASE_LINE}${text.slice(0, terminalColumns() - 1)}`)
      else say(text)
    }
    yield* Effect.addFinalizer(() => Effect.sync(() => live && draw(ERASE_LINE)))
    return {
      onStart: (found) => {
        facts = found
        sayLine(startText(what, found))
      },
      onProgress: (progress) => {
        const nowMs = clock.currentTimeMillisUnsafe()
        if (facts === undefined || nowMs < nextMs) return
        nextMs = nowMs + everyMs
        showLive(stepText(progress, facts))
      },
      onEpoch: (epoch) => {
        if (facts === undefined) return
        nextMs = clock.currentTimeMillisUnsafe() + everyMs
        sayLine(epochText(epoch, facts))
      },
      onStage: (stage) => sayLine(`${what}: ${stage}`)
    }
  })
