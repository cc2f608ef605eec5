/** The Selector: asked for a child, it holds the tournament and sends the winner on to the Mutator. */
import { Effect } from "effect"
import { chooseParent, type Rules } from "../domain/breeding.ts"
import type { ActorRef, Behaviour } from "./actor.ts"
import type { MutatorMessage, SelectorMessage } from "./messages.ts"

export const selector = (
  rules: Rules,
  mutator: ActorRef<MutatorMessage>
): Behaviour<SelectorMessage, never> => ({
  name: "selector",
  start: () =>
    Effect.succeed((batch) =>
      Effect.forEach(
        batch,
        ({ individual, situation, reply }) =>
          Effect.suspend(() =>
            mutator.tell({
              kind: "MakeChild",
              individual,
              choice: chooseParent(rules, individual, situation),
              reply
            })
          ),
        { discard: true }
      )
    )
})
