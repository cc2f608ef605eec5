/** One individual's life as a person reads it. */
import type { FitnessMeasure } from "../analysis/fitness-measure.ts"
import type { Life } from "../analysis/life.ts"
import { luckOf } from "../analysis/luck.ts"
import { sayChanges } from "../analysis/say-change.ts"
import { count, duration, fitness, rate } from "./format.ts"
import { luckLines } from "./luck-text.ts"
import { fitnessNote } from "./measure-names.ts"
import { terminalChart } from "./terminal-chart.ts"

const line = (label: string, text: string): string => `${label.padEnd(12)} ${text}`

export interface LifeOptions {
  readonly measure: FitnessMeasure
  readonly colour: boolean
}

export const lifeText = (life: Life, described: string, { measure, colour }: LifeOptions): string =>
  [
    line("individual", `${life.individual}`),
    line("genome", described),
    line("born", `event ${count(life.bornSeq)}, ${originOf(life)}`),
    ...(life.tournament === null ? [] : [line("tournament", tournamentOf(life.tournament))]),
    ...(life.partnerTournament === null ? [] : [line("and for 2nd", tournamentOf(life.partnerTournament))]),
    ...(life.inherits === null ? [] : [line("inherits", life.inherits)]),
    line(
      "fitness",
      life.fitness === null
        ? "not known yet"
        : `${fitness(life.fitness)}${fitnessNote(measure)}, event ${count(life.evaluationSeq ?? 0)}`
    ),
    ...measuresOf("measures", life.measures),
    ...resourcesOf(life.resources),
    ...(life.weights === null ? [] : [line("weights", life.weights)]),
    ...(life.tested === null ? [] : measuresOf("tested", life.tested)),
    ...life.evaluations.map(attemptOf),
    ...life.refusals.map(({ seq, trainer, reason }) =>
      line("refused", `event ${count(seq)}, from ${trainer}: ${reason}`)
    ),
    line("died", deathOf(life)),
    line("seed", `${life.trainingSeed} (training)`),
    ...luckOfLife(life),
    ...curveOf(life.curve, colour)
  ].join("\n")

const luckOfLife = ({ fitness: recorded, reevaluations }: Life): readonly string[] => {
  if (recorded === null || reevaluations.length === 0) return []
  const [spread = "", place = ""] = luckLines(recorded, luckOf(recorded, reevaluations))
  return [line("reevaluated", spread), ...(place === "" ? [] : [line("luck", place)])]
}

/** A curve of one point says no more than the measures do. */
const curveOf = (curve: Life["curve"], colour: boolean): readonly string[] => {
  if (curve === null || (curve.epoch?.length ?? 0) < 2) return []
  const points = (x: readonly number[] = [], y: readonly number[] = []) =>
    x.flatMap((at, index) => (y[index] === undefined ? [] : [{ x: at, y: y[index] }]))
  const chart = (label: string, shown: ReturnType<typeof points>) =>
    shown.length < 2 ? [] : ["", terminalChart([{ label, points: shown }], { colour, xTitle: "epoch" })]
  return [
    ...chart("loss in training", points(curve.epoch, curve.trainLoss)),
    ...chart("accuracy in validation", points(curve.validationEpoch, curve.validation))
  ]
}

const originOf = ({ parents, operator, change }: Life): string => {
  if (operator === "random") return "drawn at random"
  const changes = sayChanges(change)
  const how = `by ${operator}${changes.length === 0 ? "" : ` (${changes.join(", ")})`}`
  return parents.length === 0 ? how : `of ${parents.join(" and ")} ${how}`
}

const tournamentOf = (members: NonNullable<Life["tournament"]>): string =>
  members.map((member) => `${member.individual}: ${fitness(member.fitness)}`).join(", ")

const measuresOf = (label: string, measures: Readonly<Record<string, number>>): string[] => {
  const entries = Object.entries(measures).map(
    ([key, value]) => `${key} ${Number.isInteger(value) ? count(value) : fitness(value)}`
  )
  return entries.length === 0 ? [] : [line(label, entries.join(", "))]
}

const resourcesOf = (resources: Life["resources"]): string[] => {
  const entries = Object.entries(resources).map(([key, value]) => `${key} ${rate(value)}`)
  return entries.length === 0 ? [] : [line("resources", entries.join(", "))]
}

const attemptOf = (attempt: Life["evaluations"][number]): string => {
  const time = attempt.durationMs === null ? "" : ` in ${duration(attempt.durationMs)}`
  const lease = attempt.lease === null ? "" : `, lease ${count(attempt.lease)}`
  const reason = attempt.reason === null ? "" : `: ${attempt.reason}`
  return line(
    `attempt ${attempt.attempt}`,
    `${attempt.outcome} by ${attempt.trainer} (${attempt.device ?? "unknown device"}${lease})${time}${reason}`
  )
}

const deathOf = ({ death, deathSeq, countedSeq }: Life): string => {
  if (death === null || deathSeq === null)
    return countedSeq === null ? "not yet; it is still on its way" : "not yet; it is alive"
  return `event ${count(deathSeq)}, ${causeOf(death)}`
}

const causeOf = ({ cause, comparison, displacedBy }: NonNullable<Life["death"]>): string => {
  const newcomer = displacedBy ?? "another"
  switch (cause) {
    case "infertile":
      return "infertile: it could not be evaluated"
    case "aging":
      return `of age: the oldest when ${newcomer} joined`
    case "worst-of-sample":
      return `the least fit of the sample that bred ${newcomer}, when that joined`
    case "worst-of-all":
      return `the least fit of all when ${newcomer} joined`
    case "dominated":
      return `dominated by others, and closest to them, when ${newcomer} joined`
    case "worse-of-pair":
      return `the worse of a pair: ${tournamentOf(comparison ?? [])}`
    default:
      return cause
  }
}
