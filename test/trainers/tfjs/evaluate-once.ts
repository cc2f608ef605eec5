/** A process that makes one evaluation and prints the result: node evaluate-once.ts CONFIG SPACE TASK, each as JSON. */
import { Effect } from "effect"
import { nasnetConfigSchema } from "../../../src/spaces/nasnet/config.ts"
import { tfjsConfigSchema } from "../../../src/trainers/tfjs/config.ts"
import { makeTfjsEvaluator } from "../../../src/trainers/tfjs/evaluator.ts"

const [config = "", space = "", task = ""] = process.argv.slice(2)

const program = Effect.gen(function* () {
  const evaluator = yield* makeTfjsEvaluator(
    tfjsConfigSchema.parse(JSON.parse(config)),
    nasnetConfigSchema.parse(JSON.parse(space))
  )
  return yield* evaluator.evaluate(JSON.parse(task), () => Effect.void)
})

console.log(JSON.stringify(await Effect.runPromise(program)))
