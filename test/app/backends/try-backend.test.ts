/** Whatever a driver does to the process of a trial, its starter hears what was found before, and why it ended. */
import { fileURLToPath } from "node:url"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { tryBackend } from "../../../src/app/backends/try-backend.ts"

const program = fileURLToPath(new URL("misbehaving-trial.ts", import.meta.url))

const tryWith = (MISBEHAVIOUR: string, timeoutMs = 20_000) =>
  Effect.runPromise(
    tryBackend({
      request: { backend: "wasm", networks: [] },
      environment: { MISBEHAVIOUR },
      timeoutMs,
      program
    })
  )

describe("a trial of a backend that", () => {
  it("ends before it has started says its last words", async () => {
    const tried = await tryWith("early")
    expect(tried).toEqual({
      backend: "wasm",
      started: undefined,
      speeds: {},
      fault: "the last word",
      isLate: false
    })
  })

  it("is killed says by what, and what it had found", async () => {
    const { started, fault } = await tryWith("abort")
    expect(started?.gradientError).toBe(1e-7)
    expect(fault).toBe("its process was killed by SIGKILL, saying: the last word")
  })

  it("hangs is stopped", async () => {
    const { fault, isLate } = await tryWith("hang", 300)
    expect(fault).toBe("it was not done after 0.3 s and was stopped")
    expect(isLate).toBe(true)
  })
})
