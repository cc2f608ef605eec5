/** A finished retraining in words. */
import type { EnsembleOutcome } from "../app/retrain/ensemble.ts"
import type { RetrainOutcome } from "../app/retrain/retrain.ts"
import { count, duration, fitness } from "./format.ts"
import { renderTable } from "./table.ts"

const MS_PER_SECOND = 1000

const accuracy = (share: number): string => `${(100 * share).toFixed(2)} %`

export const retrainText = ({ folder, report, wasFinished }: RetrainOutcome): string => {
  const { plan, measures, exported } = report
  const epochs = report.curve.epoch?.at(-1) ?? 0
  const heading = wasFinished
    ? `Individual ${plan.individual} of ${plan.name} was retrained before; nothing was trained or tested now.`
    : `Individual ${plan.individual} of ${plan.name} is retrained.`
  const rows = [
    ["test accuracy", `${accuracy(report.test)} of ${count(report.testExamples)} images`],
    ["validation accuracy", `${accuracy(report.validation)} of ${count(report.validationExamples)} images`],
    [
      "training",
      `${epochs} epochs of ${count(report.examples)} images in ${duration(report.seconds * MS_PER_SECOND)}`
    ],
    ["loss of the last epoch", fitness(report.trainLoss)],
    ...Object.entries(measures).map(([name, value]) => [name, count(value)]),
    ["device", report.device],
    [
      "exported",
      `read again, the largest difference of a probability is ${exported.difference.toExponential(1)} over ${exported.comparedImages} images`
    ]
  ]
  const table = renderTable(rows, [
    { title: "", cell: ([name = ""]) => name },
    { title: "", cell: ([, value = ""]) => value }
  ]).replace(/^\s*\n/, "")
  const files = renderTable(report.files, [
    { title: folder, cell: ({ name }) => name },
    { title: "bytes", cell: ({ bytes }) => count(bytes), align: "right" },
    { title: "SHA-256", cell: ({ sha256 }) => sha256 }
  ])
  return `${heading}\n\n${table}\n\n${files}`
}

export const ensembleText = ({ folder, report, wasFinished }: EnsembleOutcome): string => {
  const { members, name, validation, test, testExamples } = report
  const heading = wasFinished
    ? `The ensemble of the ${members.length} best of ${name} was tested before; it was not tested now.`
    : `The ${members.length} best of ${name} are retrained, and tested alone and together.`
  const together = { individual: "together", validation, test, folder }
  const table = renderTable(
    [...members.map((member) => ({ ...member, individual: String(member.individual) })), together],
    [
      { title: "individual", cell: (row) => row.individual },
      { title: "validation", cell: (row) => accuracy(row.validation), align: "right" },
      { title: "test", cell: (row) => accuracy(row.test), align: "right" },
      { title: "folder", cell: (row) => row.folder }
    ]
  )
  return `${heading}\n\n${table}\n\nTested on ${count(testExamples)} images; together is the mean of the probabilities.`
}
