/** A missing or damaged table is told in words when the evaluator is made, not during the search. */

import { brotliCompressSync } from "node:zlib"
import { Effect } from "effect"
import { beforeEach, describe, expect, it, vi } from "vitest"

const file = vi.hoisted(() => ({ read: (): Uint8Array => new Uint8Array() }))
vi.mock("node:fs", () => ({ readFileSync: () => file.read() }))

const reasonWhy = async (): Promise<string> => {
  const { makeEvaluator } = await import("../../src/trainers/registry.ts")
  const making = makeEvaluator({ kind: "table", dataset: "cifar10", noise: 0 }, { kind: "nas-bench-201" })
  return (await Effect.runPromise(Effect.flip(making))).reason
}

describe("a table evaluator without its table", () => {
  beforeEach(() => {
    vi.resetModules()
  })

  it("says that the file is missing", async () => {
    file.read = () => {
      throw new Error("ENOENT: no such file or directory")
    }
    expect(await reasonWhy()).toMatch(
      /^the table of NAS-Bench-201 cannot be read from .*nas-bench-201.bin.br \(ENOENT: no such file or directory\); install the program again$/
    )
  })

  it("says that the file has the wrong size", async () => {
    file.read = () => brotliCompressSync(new Uint8Array(100))
    expect(await reasonWhy()).toContain("(it unpacks to 100 bytes instead of 687500)")
  })

  it("says that the file is no brotli", async () => {
    file.read = () => new TextEncoder().encode("an error page of a proxy")
    expect(await reasonWhy()).toMatch(/\(Decompression failed\)|\(.*brotli.*\)/i)
  })
})
