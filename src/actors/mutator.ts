/** The Mutator: makes a child of the chosen parent, or a random one, and hands it to the Population. */
import { Effect } from "effect"
import { makeChild, type Rules } from "../domain/breeding.ts"
import type { Behaviour } from "./actor.ts"
import type { MutatorMessage } from "./messages.ts"

export const mutator = (rules: Rules): Behaviour<MutatorMessage, never> => ({
  name: "mutator",
  start: () =>
    Effect.succeed((batch) =>
      Effect.sync(() => {
        for (const { individual, choice, reply } of batch) {
          reply.give(makeChild(rules, individual, choice))
        }
      })
    )
})
