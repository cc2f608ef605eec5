/**
 * The canonical form against a judge that knows nothing of it: it must be the same for two cells exactly when some
 * renumbering of the interior vertices turns one into the other, which is tried for all 120 of them.
 */
import { describe, expect, it } from "vitest"
import { randomStream } from "../../../src/domain/random-stream.ts"
import { canonicalForm } from "../../../src/spaces/nas-bench-101/canonical-form.ts"
import type { PackedCell } from "../../../src/spaces/nas-bench-101/cell.ts"
import { packGenome } from "../../../src/spaces/nas-bench-101/genome.ts"
import { randomCell } from "../../../src/spaces/nas-bench-101/mutations.ts"
import { prune } from "../../../src/spaces/nas-bench-101/pruning.ts"
import { allForms } from "./all-forms.ts"
import { INCEPTION, INCEPTION_PERMUTED } from "./inception.ts"

const CONFIG = {
  kind: "nas-bench-101",
  mutation: "one-gene",
  edgeLimit: "after-pruning",
  invalid: "redraw"
} as const

const randomPruned = (seed: number, index: number): PackedCell =>
  prune(randomCell(CONFIG, randomStream(seed, "random", index)))!

describe("the canonical form", () => {
  it("is the same for all forms of a cell, is one of them, and is its own canonical form, seed 101", () => {
    let forms = 0
    for (let index = 0; index < 500; index++) {
      const cell = randomPruned(101, index)
      const canonical = canonicalForm(cell)
      const all = allForms(cell)
      forms += all.length
      expect(new Set(all.map(canonicalForm))).toEqual(new Set([canonical]))
      expect(all).toContain(canonical)
      expect(canonicalForm(canonical)).toBe(canonical)
    }
    expect(forms).toBeGreaterThan(700)
  })

  it("differs for cells of which neither is a form of the other, seed 102", () => {
    const cells = Array.from({ length: 300 }, (_, index) => randomPruned(102, index))
    const forms = cells.map((cell) => new Set(allForms(cell)))
    const wrong: [PackedCell, PackedCell][] = []
    let equal = 0
    cells.forEach((cell, i) => {
      cells.slice(0, i).forEach((other, j) => {
        const isSame = forms[j]!.has(cell)
        if ((canonicalForm(cell) === canonicalForm(other)) !== isSame) wrong.push([cell, other])
        if (isSame) equal++
      })
    })
    expect(wrong).toEqual([])
    expect(equal).toBeGreaterThan(100)
  })

  it("knows the Inception-like cell in both orders, though their encodings differ", () => {
    const [one, other] = [prune(packGenome(INCEPTION))!, prune(packGenome(INCEPTION_PERMUTED))!]
    expect(one).not.toBe(other)
    expect(canonicalForm(one)).toBe(canonicalForm(other))
    const changed = prune(packGenome(INCEPTION.replace(":10002", ":10001")))!
    expect(canonicalForm(changed)).not.toBe(canonicalForm(one))
  })
})
