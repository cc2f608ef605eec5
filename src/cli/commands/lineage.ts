/** `cambrian lineage`: where an individual comes from, or what came of it, with what each change did to the fitness. */
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { type Ancestry, ancestryOf, type Descent, descentOf } from "../../analysis/lineage.ts"
import { lineageDot } from "../../analysis/lineage-dot.ts"
import { lineageNewick } from "../../analysis/lineage-newick.ts"
import { lineageTree } from "../../analysis/lineage-tree.ts"
import { withLog } from "../../app/open-log.ts"
import { findRun } from "../../app/runs.ts"
import { answer, answerJson } from "../output.ts"
import { individualArgument, runArgument, shared } from "../root.ts"

type Relatives = Parameters<typeof lineageTree>[0]

const relativesOf = (family: Ancestry | Descent): Relatives =>
  "ancestors" in family ? family.ancestors : family.descendants

const render: Readonly<Record<"tree" | "dot" | "newick", (relatives: Relatives, title: string) => string>> = {
  tree: lineageTree,
  dot: (relatives, title) => lineageDot(title, relatives),
  newick: lineageNewick
}

export const lineageCommand = Command.make(
  "lineage",
  {
    run: runArgument,
    individual: individualArgument,
    descendants: Flag.Boolean("descendants").pipe(
      Flag.withDescription("What came of it, instead of where it comes from"),
      Flag.withDefault(false)
    ),
    format: Flag.Literals("format", ["tree", "dot", "newick", "json"]).pipe(Flag.withDefault("tree"))
  },
  Effect.fnUntraced(function* ({ run, individual, descendants, format }) {
    const { file, json } = yield* shared
    return yield* withLog({ file, mode: "read" }, (log) =>
      Effect.gen(function* () {
        const entry = yield* findRun(log, run)
        const family = yield* (descendants ? descentOf : ancestryOf)(log, entry.run, individual)
        if (json || format === "json") return answerJson(family)
        const title = `${entry.name}: ${descendants ? "descendants" : "ancestors"} of ${individual}`
        return answer(render[format](relativesOf(family), title).trimEnd())
      })
    )
  })
).pipe(Command.withDescription("Ancestry with each mutation and what it did to the fitness"))
