/** What the results of the specs come to, with the exceptions taken into account. */
import type { Exception } from "./exceptions.ts"
import type { SpecResult } from "./jasmine.ts"

export interface Verdict {
  readonly passed: number
  /** Failures that no exception allows. */
  readonly failed: readonly SpecResult[]
  /** Failures that an exception allows, by its reason. */
  readonly excepted: ReadonlyMap<string, readonly SpecResult[]>
  /** Failures that would be allowed, had the backend as TensorFlow.js brings it along not passed these specs. */
  readonly worse: readonly SpecResult[]
  /** Exceptions that nothing fails for. */
  readonly stale: readonly Exception[]
  /** Specs that fail on the backend as TensorFlow.js brings it along, and pass here. */
  readonly repaired: readonly SpecResult[]
}

export const messageOf = ({ failedExpectations }: SpecResult): string =>
  failedExpectations.map(({ message }) => message).join("\n")

const allows = ({ spec, failure }: Exception, result: SpecResult): boolean =>
  (spec ?? /^/).test(result.fullName) && (failure ?? /^/).test(messageOf(result))

const failuresOf = (results: readonly SpecResult[]): readonly SpecResult[] =>
  results.filter(({ status }) => status === "failed")

/** `stock` are the results of the same specs on the backend as it comes; without them nothing can be worse. */
export const judge = (
  results: readonly SpecResult[],
  exceptions: readonly Exception[],
  stock: readonly SpecResult[] = []
): Verdict => {
  const passesByItself = new Set(
    stock.filter(({ status }) => status === "passed").map(({ fullName }) => fullName)
  )
  const failed: SpecResult[] = []
  const worse: SpecResult[] = []
  const excepted = new Map<string, SpecResult[]>()
  const used = new Set<Exception>()
  for (const result of failuresOf(results)) {
    const exception = exceptions.find((candidate) => allows(candidate, result))
    if (exception === undefined) {
      failed.push(result)
      continue
    }
    used.add(exception)
    if (passesByItself.has(result.fullName) && exception.isDeliberate !== true) worse.push(result)
    else excepted.set(exception.reason, [...(excepted.get(exception.reason) ?? []), result])
  }
  const passes = results.filter(({ status }) => status === "passed")
  const failsByItself = new Set(failuresOf(stock).map(({ fullName }) => fullName))
  return {
    passed: passes.length,
    failed,
    excepted,
    worse,
    stale: exceptions.filter((exception) => !used.has(exception)),
    repaired: passes.filter(({ fullName }) => failsByItself.has(fullName))
  }
}
