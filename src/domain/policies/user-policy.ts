/**
 * A policy in a person's own module: `export const policy = (given, pieces) => ({ select, reproduce, … })`. It is the
 * port `Policy`; the pieces of the built-in policies are handed in, so that it can be put together from them
 * without importing anything, and what is new in it is all that it says.
 */
import type { Json } from "../canonical-json.ts"
import { OutsideProblem } from "../outside-problem.ts"
import type { Policy } from "../policy.ts"
import { reproduceWith } from "../reproduction.ts"
import { contestOf, tournament } from "../selection.ts"
import { memberOf } from "../situation.ts"
import type { Space } from "../space.ts"
import { oldestBeyond, worstOfAllBeyond, worstOfSampleBeyond } from "../survival.ts"
import { afterFounders, bestOfSample } from "./breeding.ts"

/** What a module makes its policy of. */
export interface PolicyGiven {
  readonly populationSize: number
  readonly options: Readonly<Record<string, Json>>
  readonly space: Space
}

export const POLICY_PIECES = {
  /** Selection: the best of a sample of S; the first P at random; one tournament by hand. */
  bestOfSample,
  afterFounders,
  tournament,
  contestOf,
  memberOf,
  /** Reproduction: one mutation, or an unchanged copy with this probability. */
  reproduceWith,
  /** Survival. */
  oldestBeyond,
  worstOfAllBeyond,
  worstOfSampleBeyond
} as const
export type PolicyPieces = typeof POLICY_PIECES

export type UserPolicy = Pick<Policy, "select" | "reproduce" | "afterJoining" | "beforeBirth" | "mayBreed">

/** What `policy` in a module is. */
export type UserPolicyFactory = (given: PolicyGiven, pieces: PolicyPieces) => UserPolicy

const OPTIONAL = ["afterJoining", "beforeBirth", "mayBreed"] as const

/** Throws OutsideProblem, with a sentence that begins with the file, where the export is no policy or throws. */
export const makeUserPolicy = (file: string, exported: unknown, given: PolicyGiven): Policy => {
  if (!isFactory(exported))
    throw new OutsideProblem(
      `${file} exports no function “policy”; write “export const policy = (given, pieces) => …”`
    )
  const made: unknown = called(file, "policy", () => exported(given, POLICY_PIECES))
  if (!isPolicy(made)) {
    throw new OutsideProblem(
      `${file}: “policy” must give { select, reproduce }, two functions, and may give ${OPTIONAL.join(", ")}, functions as well`
    )
  }
  const { afterJoining, beforeBirth, mayBreed, reproduce, select } = made
  return {
    populationSize: given.populationSize,
    select: (situation, stream) => called(file, "select", () => select(situation, stream)),
    reproduce: (space, choice, stream) => called(file, "reproduce", () => reproduce(space, choice, stream)),
    ...(afterJoining !== undefined && {
      afterJoining: (situation, stream) => called(file, "afterJoining", () => afterJoining(situation, stream))
    }),
    ...(beforeBirth !== undefined && {
      beforeBirth: (situation, stream) => called(file, "beforeBirth", () => beforeBirth(situation, stream))
    }),
    ...(mayBreed !== undefined && {
      mayBreed: (situation) => called(file, "mayBreed", () => mayBreed(situation))
    })
  }
}

const isFactory = (value: unknown): value is UserPolicyFactory => typeof value === "function"

const isPolicy = (value: unknown): value is UserPolicy => {
  if (typeof value !== "object" || value === null) return false
  const fields: Readonly<Record<string, unknown>> = { ...value }
  const isFunction = (name: string): boolean => typeof fields[name] === "function"
  return (
    isFunction("select") &&
    isFunction("reproduce") &&
    OPTIONAL.every((name) => fields[name] === undefined || isFunction(name))
  )
}

/** A fault of the module is told as one, with its file. */
const called = <A>(file: string, name: string, work: () => A): A => {
  try {
    return work()
  } catch (error) {
    throw new OutsideProblem(`${file}: “${name}” threw: ${error instanceof Error ? error.message : error}`)
  }
}
