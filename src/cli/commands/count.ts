/** `cambrian count`: parameters and multiply-adds of a network, by formula; nothing is built, and no log is opened. */
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { countGenotype } from "../../app/count.ts"
import { count } from "../format.ts"
import { answer, answerJson } from "../output.ts"
import { shared } from "../root.ts"
import { renderTable } from "../table.ts"

const flags = {
  genotype: Argument.String("genotype").pipe(
    Argument.withDescription(
      "AmoebaNet-A, -B, -C, -D or NASNet-A, or the path of a JSON file with a genome (“cambrian show --json”)"
    )
  ),
  cells: Flag.Int("cells").pipe(
    Flag.withDescription("N: normal cells in each of the three stacks (default: 6)"),
    Flag.optional
  ),
  filters: Flag.Int("filters").pipe(
    Flag.withDescription("F: filters in the first stack, even (default: 32; with imagenet 190)"),
    Flag.optional
  ),
  task: Flag.Literals("task", ["cifar10", "imagenet"]).pipe(
    Flag.withDescription("The images and the stem: 32x32 and 10 classes, or 331x331 and 1000"),
    Flag.withDefault("cifar10" as const)
  )
}

export const countCommand = Command.make(
  "count",
  flags,
  Effect.fnUntraced(function* ({ genotype, cells, filters, task }) {
    const { json } = yield* shared
    const counted = yield* countGenotype({
      genotype,
      task,
      cells: Option.getOrUndefined(cells),
      filters: Option.getOrUndefined(filters)
    })
    if (json) return answerJson(counted)
    const table = renderTable(
      [counted],
      [
        { title: "genotype", cell: (row) => row.genotype },
        { title: "task", cell: (row) => row.task },
        { title: "N", cell: (row) => count(row.cells), align: "right" },
        { title: "F", cell: (row) => count(row.filters), align: "right" },
        { title: "parameters", cell: (row) => count(row.parameters), align: "right" },
        { title: "multiply-adds", cell: (row) => count(row.flops), align: "right" }
      ]
    )
    return answer(`${table}\n\nMultiply-adds are those of convolutions and dense layers on one image.`)
  })
).pipe(Command.withDescription("Count the parameters and multiply-adds of a network, by formula"))
