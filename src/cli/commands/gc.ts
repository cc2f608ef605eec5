/** `cambrian gc`: lists the weight files that nobody asks for any more, and removes them with `--delete`. */
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { withLog } from "../../app/open-log.ts"
import { removeUnwanted, surveyWeights, type WeightsSurvey } from "../../app/unwanted-weights.ts"
import { count } from "../format.ts"
import { answer, answerJson } from "../output.ts"
import { PROGRAM } from "../program-name.ts"
import { shared } from "../root.ts"
import { renderTable } from "../table.ts"

const REASONS = {
  unreferenced: "no living or wanted individual refers to it",
  partial: "it was never finished"
} as const

const surveyText = ({ folder, wanted, unwanted }: WeightsSurvey, isDeleted: boolean): string => {
  if (unwanted.length === 0)
    return `There is nothing to remove in ${folder}; ${count(wanted)} weight files are wanted.`
  const bytes = unwanted.reduce((sum, file) => sum + file.bytes, 0)
  const table = renderTable(unwanted, [
    { title: folder, cell: ({ name }) => name },
    { title: "bytes", cell: (file) => count(file.bytes), align: "right" },
    { title: "why", cell: ({ why }) => REASONS[why] }
  ])
  const what = `${count(unwanted.length)} files of ${count(bytes)} bytes`
  const end = isDeleted
    ? `Removed ${what}; ${count(wanted)} weight files are wanted and stay.`
    : `${what} could go, ${count(wanted)} weight files are wanted; “${PROGRAM} gc --delete” removes them.`
  return `${table}\n\n${end}`
}

export const gcCommand = Command.make(
  "gc",
  {
    delete: Flag.Boolean("delete").pipe(
      Flag.withDescription("Remove the files; no process may be driving a run of this log meanwhile"),
      Flag.withDefault(false)
    )
  },
  Effect.fnUntraced(function* ({ delete: isDeleted }) {
    const { file, json } = yield* shared
    const survey = yield* withLog({ file, mode: isDeleted ? "write" : "read" }, (log) => {
      const folder = log.weightsFolder ?? ""
      return isDeleted ? removeUnwanted(log, folder, file) : surveyWeights(log, folder, file)
    })
    return json ? answerJson({ ...survey, deleted: isDeleted }) : answer(surveyText(survey, isDeleted))
  })
).pipe(Command.withDescription("List, and with --delete remove, weight files that nobody asks for any more"))
