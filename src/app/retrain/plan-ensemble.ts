/** Which individuals make an ensemble: the best of a run by fitness, no genome twice; and how each is retrained. */
import { Effect } from "effect"
import { topIndividuals } from "../../analysis/top-individuals.ts"
import type { EventLogShape } from "../../log/event-log.ts"
import { BadInput } from "../bad-input.ts"
import { planRetraining, type RetrainPlan } from "./plan.ts"
import type { RetrainRequest } from "./request.ts"

const MEMBERS_MAX = 100

/** The best first. */
export const planEnsemble = Effect.fnUntraced(function* (
  log: EventLogShape,
  size: number,
  request: RetrainRequest
) {
  const { name, run } = request.entry
  if (size < 2 || size > MEMBERS_MAX) {
    return yield* new BadInput({
      message: `--ensemble takes a number of networks from 2 to ${MEMBERS_MAX} (it is ${size})`
    })
  }
  const found = yield* topIndividuals(log, run, size)
  if (found.length < size) {
    return yield* new BadInput({
      message: `run ${name} has a fitness of ${found.length} different genomes, too few for an ensemble of ${size}; lower --ensemble, or let the run go on`
    })
  }
  const plans: RetrainPlan[] = []
  for (const { individual } of found) plans.push(yield* planRetraining(log, individual, request))
  return plans
})
