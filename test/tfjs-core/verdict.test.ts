/** What the results of tfjs-core's specs come to (`npm run test:tfjs`). */
import { describe, expect, it } from "vitest"
import type { SpecResult } from "./jasmine.ts"
import { judge } from "./verdict.ts"

const passes = (fullName: string): SpecResult => ({ fullName, status: "passed", failedExpectations: [] })
const fails = (fullName: string, message: string): SpecResult => ({
  fullName,
  status: "failed",
  failedExpectations: [{ message }]
})

describe("a failure", () => {
  const results = [passes("add"), fails("conv2d", "wrong"), fails("fft", "no kernel")]

  it("fails the run where no exception matches both its name and its message", () => {
    const exceptions = [{ reason: "no complex numbers", spec: /^conv2d/, failure: /no kernel/ }]
    const verdict = judge(results, exceptions)
    expect(verdict.passed).toBe(1)
    expect(verdict.failed.map(({ fullName }) => fullName)).toEqual(["conv2d", "fft"])
    expect(verdict.stale).toEqual(exceptions)
  })

  it("is allowed by an exception", () => {
    const verdict = judge(results, [{ reason: "no complex numbers", failure: /no kernel/ }])
    expect(verdict.failed.map(({ fullName }) => fullName)).toEqual(["conv2d"])
    expect([...verdict.excepted.keys()]).toEqual(["no complex numbers"])
    expect(verdict.stale).toEqual([])
  })

  it("is not allowed where the stock backend passes, but for what differs on purpose", () => {
    const exception = { reason: "no complex numbers", failure: /no kernel/ }
    const stock = [passes("fft"), fails("conv2d", "wrong")]
    expect(judge(results, [exception], stock).worse.map(({ fullName }) => fullName)).toEqual(["fft"])
    expect(judge(results, [{ ...exception, isDeliberate: true }], stock).worse).toEqual([])
  })
})

it("tells what passes here and fails on the stock backend", () => {
  const verdict = judge([passes("add"), passes("maxPool")], [], [passes("add"), fails("maxPool", "wrong")])
  expect(verdict.repaired.map(({ fullName }) => fullName)).toEqual(["maxPool"])
})
