/**
 * Our parameter formula against all 423,624 recorded counts. For cells whose channels cannot be split evenly the
 * count depends on the order of the vertices, and which order was trained is not in the packed table: for those, one
 * of the forms must have the recorded count.
 */
import { expect, it } from "vitest"
import { nasBench101Columns } from "../../../src/datasets/nas-bench-101.ts"
import { cellCost } from "../../../src/spaces/nas-bench-101/cell-cost.ts"
import { allForms } from "./all-forms.ts"

it("all recorded parameter counts are those of our formula, 401,102 for the canonical form itself", () => {
  const { cells, parameters } = nasBench101Columns()
  let canonical = 0
  const wrong: number[] = []
  cells.forEach((cell, row) => {
    const recorded = parameters[row]
    if (cellCost(cell).parameters === recorded) canonical++
    else if (!allForms(cell).some((form) => cellCost(form).parameters === recorded)) wrong.push(cell)
  })
  expect(wrong).toEqual([])
  expect(canonical).toBe(401_102)
})
