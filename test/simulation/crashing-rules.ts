/** Rules that crash now and then where they are used, and so crash the Selector or the Mutator; never the same. */
import type { Rules } from "../../src/domain/breeding.ts"
import { randomStream } from "../../src/domain/random-stream.ts"
import type { Genome, MutationOperator } from "../../src/domain/space.ts"
import type { CoordinatorFault } from "./settings.ts"
import { Injected, type World } from "./world.ts"

const ONE_IN = 25

export const makeCrashingRules = (rules: Rules, world: World): Rules => {
  const calls = new Map<CoordinatorFault, number>()
  const perhapsCrash = (fault: CoordinatorFault): void => {
    if (!world.has(fault)) return
    const call = calls.get(fault) ?? 0
    calls.set(fault, call + 1)
    if (randomStream(world.settings.seed, `simulation ${fault}`, call).below(ONE_IN) !== 0) return
    world.note(fault)
    throw new Injected(fault)
  }
  const crashing =
    (operator: MutationOperator<Genome>): MutationOperator<Genome> =>
    (genome, stream) => {
      perhapsCrash("mutator defect")
      return operator(genome, stream)
    }
  return {
    seed: rules.seed,
    policy: {
      ...rules.policy,
      select: (situation, stream) => {
        perhapsCrash("selector defect")
        return rules.policy.select(situation, stream)
      }
    },
    space: {
      ...rules.space,
      random: (stream) => {
        perhapsCrash("mutator defect")
        return rules.space.random(stream)
      },
      operators: Object.fromEntries(
        Object.entries(rules.space.operators).map(([name, operator]) => [name, crashing(operator)])
      )
    }
  }
}
