/** A process that makes one evaluation and prints the result: node evaluate-once.ts CONFIG SPACE TASK [WEIGHTS_FOLDER], the first three as JSON. */
import { Effect } from "effect"
import { spaceConfig } from "../../../src/spaces/registry.ts"
import { evaluatorConfig, makeEvaluator } from "../../../src/trainers/registry.ts"

const [config = "", space = "", task = "", weightsFolder] = process.argv.slice(2)

const program = Effect.gen(function* () {
  const evaluator = yield* makeEvaluator(
    evaluatorConfig.parse(JSON.parse(config)),
    spaceConfig.parse(JSON.parse(space)),
    { weightsFolder }
  )
  return yield* evaluator.evaluate(JSON.parse(task), () => Effect.void)
})

console.log(JSON.stringify(await Effect.runPromise(program)))
