/** `cambrian presets`: the configs that are shipped with the program, and the experiments made of them. */
import { Effect } from "effect"
import { Command } from "effect/cli"
import { experimentNames, readExperiment } from "../../app/experiment.ts"
import { presetNames, readPreset } from "../../app/presets.ts"
import { answer, answerJson } from "../output.ts"
import { shared } from "../root.ts"
import { renderTable } from "../table.ts"

export const presetsCommand = Command.make(
  "presets",
  {},
  Effect.fnUntraced(function* () {
    const { json } = yield* shared
    const presets = presetNames().map((name) => ({ ...readPreset(name), name }))
    const experiments = yield* Effect.forEach(experimentNames(), readExperiment)
    if (json) return answerJson({ presets, experiments })
    const table = renderTable(presets, [
      { title: "preset", cell: ({ name }) => name },
      { title: "what it is", cell: (preset) => ("about" in preset ? String(preset.about) : "") }
    ])
    const comparisons = renderTable(experiments, [
      { title: "experiment", cell: ({ name }) => name },
      {
        title: "runs",
        align: "right",
        cell: ({ scenarios, arms, seeds }) => String(scenarios.length * arms.length * seeds)
      },
      { title: "what it compares", cell: ({ about }) => about }
    ])
    return answer(
      `${table}\n\nStart one with “cambrian run PRESET”; change it with --set path=value.\n\n${comparisons}\n\nStart one with “cambrian compare --experiment NAME”.`
    )
  })
).pipe(Command.withDescription("List the configs that are shipped with the program"))
