/** `cambrian show`: everything about one individual. */
import { Effect } from "effect"
import { Command } from "effect/cli"
import { fitnessMeasureOf } from "../../analysis/fitness-measure.ts"
import { lifeOf } from "../../analysis/life.ts"
import { genomeText } from "../../app/genome-text.ts"
import { withLog } from "../../app/open-log.ts"
import { findRun } from "../../app/runs.ts"
import { lifeText } from "../life-text.ts"
import { answer, answerJson, stdoutTakesColour } from "../output.ts"
import { individualArgument, runArgument, shared } from "../root.ts"

export const showCommand = Command.make(
  "show",
  { run: runArgument, individual: individualArgument },
  Effect.fnUntraced(function* ({ run, individual }) {
    const { file, json } = yield* shared
    return yield* withLog({ file, mode: "read" }, (log) =>
      Effect.gen(function* () {
        const entry = yield* findRun(log, run)
        const life = yield* lifeOf(log, entry.run, individual)
        const described = yield* genomeText(log, entry.run, life.genome)
        const measure = yield* fitnessMeasureOf(log, entry.run)
        return json
          ? answerJson({ ...life, described, fitnessMeasure: measure })
          : answer(lifeText(life, described, { measure, colour: stdoutTakesColour() }))
      })
    )
  })
).pipe(Command.withDescription("Genome, parents, operator, fitness and life span of an individual"))
