/** `cambrian presets`: the configs that are shipped with the program. */
import { Effect } from "effect"
import { Command } from "effect/cli"
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
    if (json) return answerJson({ presets })
    const table = renderTable(presets, [
      { title: "preset", cell: ({ name }) => name },
      { title: "what it is", cell: (preset) => ("about" in preset ? String(preset.about) : "") }
    ])
    return answer(`${table}\n\nStart one with “cambrian run PRESET”; change it with --set path=value.`)
  })
).pipe(Command.withDescription("List the configs that are shipped with the program"))
