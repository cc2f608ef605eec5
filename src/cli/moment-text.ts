/** A population at a moment, as a person reads it. */
import type { Moment } from "../replay/moment.ts"
import { count, fitness } from "./format.ts"
import { renderTable } from "./table.ts"

export const momentText = (moment: Moment): string => {
  const { population, seq, training, waiting } = moment
  const members = renderTable(population, [
    { title: "individual", align: "right", cell: ({ individual }) => String(individual) },
    { title: "fitness", align: "right", cell: (member) => fitness(member.fitness) },
    { title: "age", align: "right", cell: ({ age }) => String(age) },
    { title: "born at", align: "right", cell: ({ bornSeq }) => count(bornSeq) }
  ])
  const inTraining = training.map(
    ({ individual, trainer }) => `${individual}${trainer === null ? "" : ` (${trainer})`}`
  )
  return [
    `after event ${count(seq)}: ${population.length} alive, the oldest first`,
    members,
    `in training: ${inTraining.length === 0 ? "nobody" : inTraining.join(", ")}`,
    ...(waiting.length === 0
      ? []
      : [`evaluated, waiting for their turn: ${waiting.map(({ individual }) => individual).join(", ")}`]),
    `state ${moment.stateHash}`
  ].join("\n")
}
