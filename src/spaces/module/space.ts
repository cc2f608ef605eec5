/**
 * A person's module as a search space. What it exports is checked before anything is begun with it, and what it is
 * handed are copies, so that a module that changes a genome in place cannot change the population.
 */
import * as z from "zod"
import { canonicalJson, type Json } from "../../domain/canonical-json.ts"
import { OutsideProblem } from "../../domain/outside-problem.ts"
import type { DecisionCoding, Genome, Mutation, Space } from "../../domain/space.ts"
import type { Outside } from "../outside.ts"
import type { ModuleSpaceConfig } from "./config.ts"
import type { UserMutation, UserSpace } from "./user-space.ts"

/** A function of a stranger's. */
type Foreign = (...values: readonly unknown[]) => unknown

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

const isFunction = (value: unknown): value is Foreign => typeof value === "function"

const isAbsentOr = (is: (value: unknown) => boolean, value: unknown): boolean =>
  value === undefined || is(value)

/** Throws OutsideProblem where the module gives no space; what it does is tried elsewhere (`soundness.ts`). */
export const makeModuleSpace = (config: ModuleSpaceConfig, outside: Outside): Space => {
  const { space: make } = outside.exportsOf({ path: config.module, hash: config.moduleHash })
  if (!isFunction(make)) {
    throw new OutsideProblem(
      `${config.module} exports no function “space”; a space module has “export const space = (options) => ({ isGenome, random, operators })”`
    )
  }
  const made = called(`${config.module}: “space” threw`, () => make(structuredClone(config.options)))
  const problem = shapeProblem(made)
  if (problem !== undefined) throw new OutsideProblem(`${config.module}: the space ${problem}`)
  // The shape has just been checked; what its functions give back is checked when they are called.
  return adapted(config.module, made as UserSpace)
}

const shapeProblem = (made: unknown): string | undefined => {
  if (made instanceof Promise) return "is a promise; “space” must not be async"
  if (!isRecord(made)) return "is no object; “space” must give { isGenome, random, operators }"
  const { crossover, decisions, describe, isGenome, operators, random } = made
  if (!isFunction(isGenome)) return "has no function “isGenome”, which says whether a JSON value is a genome"
  if (!isFunction(random)) return "has no function “random”, which draws a genome from a stream"
  if (!isRecord(operators) || Object.keys(operators).length === 0)
    return "has no “operators”; it needs an object with at least one, by name"
  const [noFunction] = Object.entries(operators).find(([, operator]) => !isFunction(operator)) ?? []
  if (noFunction !== undefined) return `has an operator “${noFunction}” that is no function`
  if (!isAbsentOr(isFunction, crossover)) return "has a “crossover” that is no function"
  if (!isAbsentOr(isFunction, describe)) return "has a “describe” that is no function"
  if (!isAbsentOr(isDecisionCoding, decisions))
    return "has “decisions” that are not { options, toGenome, toDecisions }"
  return undefined
}

const isDecisionCoding = (value: unknown): boolean =>
  isRecord(value) &&
  Array.isArray(value.options) &&
  value.options.every((count) => Number.isInteger(count) && count >= 1) &&
  isFunction(value.toGenome) &&
  isFunction(value.toDecisions)

const adapted = (file: string, user: UserSpace): Space => {
  const { crossover, decisions, describe } = user
  const by = <A>(name: string, work: () => A): A => called(`${file}: “${name}” threw`, work)
  const operators = Object.entries(user.operators).map(([name, apply]) => {
    const operator = (genome: Genome, stream: Parameters<typeof apply>[1]) =>
      mutationOf(
        file,
        name,
        by(name, () => apply(structuredClone(genome), stream))
      )
    return [name, operator] as const
  })
  return {
    kind: "module",
    genome: z.json().refine((value) => by("isGenome", () => user.isGenome(structuredClone(value))), {
      message: `must be a genome of ${file}`
    }),
    random: (stream) =>
      plain(
        file,
        "random",
        by("random", () => user.random(stream))
      ),
    operators: Object.fromEntries(operators),
    ...(decisions !== undefined && { decisions: decisionsOf(file, decisions) }),
    ...(crossover !== undefined && {
      crossover: (first, second, stream) =>
        mutationOf(
          file,
          "crossover",
          by("crossover", () => crossover(structuredClone(first), structuredClone(second), stream))
        )
    }),
    describe: (genome) =>
      describe === undefined
        ? canonicalJson(genome)
        : by("describe", () => String(describe(structuredClone(genome)))).replace(/\s*[\r\n]+\s*/g, " ")
  }
}

const decisionsOf = (file: string, user: DecisionCoding<Genome>): DecisionCoding<Genome> => ({
  options: [...user.options],
  toGenome: (decisions) => {
    const genome = called(`${file}: “toGenome” threw`, () => user.toGenome([...decisions]))
    return genome === undefined ? undefined : plain(file, "toGenome", genome)
  },
  toDecisions: (genome) =>
    called(`${file}: “toDecisions” threw`, () => user.toDecisions(structuredClone(genome)))
})

const mutationOf = (
  file: string,
  name: string,
  made: UserMutation<Genome> | undefined
): Mutation<Genome> | undefined => {
  if (made === undefined) return undefined
  if (!isRecord(made) || !("genome" in made))
    throw new OutsideProblem(`${file}: “${name}” must give { genome, change } or undefined`)
  return { genome: plain(file, name, made.genome), change: plain(file, name, made.change ?? {}) }
}

/** A copy as the log would give it back: what a module keeps hold of and changes later is not what was born. */
const plain = <A extends Json>(file: string, name: string, value: A): A => {
  const text = called(`${file}: “${name}” gave what is no JSON`, () => canonicalJson(value))
  return JSON.parse(text)
}

const called = <A>(what: string, work: () => A): A => {
  try {
    return work()
  } catch (error) {
    throw new OutsideProblem(`${what}: ${error instanceof Error ? error.message : error}`)
  }
}
