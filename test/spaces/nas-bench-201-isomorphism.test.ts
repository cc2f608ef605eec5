/** The authors' rule gives their number of classes; single classes are those recorded with the benchmark. */
import { expect, it } from "vitest"
import { CELL_COUNT, cellKey } from "../../src/spaces/nas-bench-201.ts"
import { isomorphismClass } from "./nas-bench-201-isomorphism.ts"

it("the 15,625 cells are of 6,466 classes", () => {
  const classes = new Set<string>()
  for (let cell = 0; cell < CELL_COUNT; cell++) classes.add(isomorphismClass(cellKey(cell)))
  expect(classes.size).toBe(6_466)
})

it("recorded classes are kept together, and others apart", () => {
  const classesOf = (keys: readonly string[]) => [...new Set(keys.map(isomorphismClass))]
  const recorded = [
    ["241141", "244111", "211441"],
    ["340211", "140231", "240311", "124301", "321401", "132041"],
    ["120341", "120431", "102341", "320411", "420311"],
    ["134021", "143021", "341201", "431201", "134201"],
    ["112041", "121401", "124101", "104211", "421101", "142101"]
  ]
  expect(recorded.map((keys) => classesOf(keys).length)).toEqual([1, 1, 1, 1, 1])
  expect(classesOf(recorded.flat())).toHaveLength(5)
})
