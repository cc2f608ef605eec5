/** `cambrian reevaluate`: trains an individual again with other seeds, and says how much of its fitness was luck. */
import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { lifeOf } from "../../analysis/life.ts"
import { luckOf } from "../../analysis/luck.ts"
import { BadInput } from "../../app/bad-input.ts"
import { withLog } from "../../app/open-log.ts"
import { reevaluate } from "../../app/reevaluate.ts"
import { planReevaluation, type WantedSeeds } from "../../app/reevaluation-plan.ts"
import { findRun } from "../../app/runs.ts"
import { luckLines, reevaluationTable } from "../luck-text.ts"
import { answer, answerJson, say } from "../output.ts"
import { showReevaluation } from "../reevaluation-progress.ts"
import { individualArgument, runArgument, shared } from "../root.ts"

const SEEDS_DEFAULT = 5

const wantedSeeds = (
  named: readonly number[],
  count: Option.Option<number>
): Effect.Effect<WantedSeeds, BadInput> => {
  if (named.length === 0) return Effect.succeed({ count: Option.getOrElse(count, () => SEEDS_DEFAULT) })
  return Option.isNone(count)
    ? Effect.succeed({ named })
    : Effect.fail(new BadInput({ message: "--seeds draws seeds and --seed names them; give one of the two" }))
}

export const reevaluateCommand = Command.make(
  "reevaluate",
  {
    run: runArgument,
    individual: individualArgument,
    seeds: Flag.Int("seeds").pipe(
      Flag.withDescription(`How many other seeds to train with (default: ${SEEDS_DEFAULT})`),
      Flag.optional
    ),
    seed: Flag.Int("seed").pipe(
      Flag.withDescription("Trains with this seed; may be given several times"),
      Flag.atLeast(0)
    )
  },
  Effect.fnUntraced(function* ({ run, individual, seeds, seed }) {
    const { file, json } = yield* shared
    const wanted = yield* wantedSeeds(seed, seeds)
    return yield* withLog({ file, mode: "write" }, (log) =>
      Effect.gen(function* () {
        const entry = yield* findRun(log, run)
        const plan = yield* planReevaluation(log, entry, individual, wanted)
        yield* Effect.scoped(
          Effect.flatMap(
            showReevaluation(`${entry.name}, individual ${individual}:`, plan.seeds.length),
            (spectators) => reevaluate(log, plan, spectators)
          )
        ).pipe(
          Effect.onInterrupt(() =>
            Effect.sync(() => say("stopped cleanly; the results that there are stay in the log"))
          )
        )
        const { reevaluations } = yield* lifeOf(log, entry.run, individual)
        const recorded = { seed: plan.life.trainingSeed, fitness: plan.fitness }
        const luck = luckOf(plan.fitness, reevaluations)
        return json
          ? answerJson({
              run: entry.run,
              individual,
              added: plan.seeds,
              recorded,
              results: reevaluations,
              luck
            })
          : answer([reevaluationTable(reevaluations), "", ...luckLines(plan.fitness, luck)].join("\n"))
      })
    )
  })
).pipe(Command.withDescription("Train an individual again with other seeds, to see how much was luck"))
