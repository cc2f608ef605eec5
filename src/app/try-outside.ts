/** Work with what a person brought along: its problem is told to them; anything else would be a fault of ours. */
import { Effect } from "effect"
import { OutsideProblem } from "../domain/outside-problem.ts"
import { BadInput } from "./bad-input.ts"

export const tryOutside = <A>(work: () => A): Effect.Effect<A, BadInput> =>
  Effect.try({
    try: work,
    catch: (error) => {
      if (error instanceof OutsideProblem) return new BadInput({ message: error.message })
      throw error
    }
  })
