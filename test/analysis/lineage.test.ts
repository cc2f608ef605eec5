/** Goal: lineages hold exactly the relatives that the births name, and are drawn so that one can read them. */
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { ancestryOf, descentOf } from "../../src/analysis/lineage.ts"
import { lineageDot } from "../../src/analysis/lineage-dot.ts"
import { lineageNewick } from "../../src/analysis/lineage-newick.ts"
import { lineageTree } from "../../src/analysis/lineage-tree.ts"
import type { Relative } from "../../src/analysis/relative.ts"
import type { Event } from "../../src/domain/event.ts"
import { toyConfig } from "../replay/toy-run.ts"
import { logOf, scriptedLog } from "./scripted-log.ts"

const config = toyConfig({ seed: 1, cycles: 9, schedule: "arrival", trainers: 1, populationSize: 9 })

/** Each with its parents and its fitness, in the order of birth. */
const family = (members: readonly (readonly [parents: number[], fitness: number])[]): readonly Event[] => [
  { kind: "RunStarted", config, engine: "0.1.0" },
  ...members.flatMap(([parents, fitness], individual): Event[] => [
    {
      kind: "IndividualBorn",
      individual,
      parents,
      operator: ["random", "flip", "cross"][parents.length] ?? "?",
      change: parents.length === 1 ? { bit: individual } : {},
      genome: individual,
      genomeHash: "00",
      tournament: null,
      trainingSeed: 1
    },
    {
      kind: "EvaluationRecorded",
      individual,
      lease: null,
      trainer: "a",
      device: "cpu",
      fitness,
      measures: {},
      durationMs: 1
    }
  ])
]

const members = family([
  [[], 0.5],
  [[], 0.25],
  [[0], 0.75],
  [[1], 0.5],
  [[2, 3], 0.625],
  [[2], 0.5]
])

describe("ancestry", () => {
  it("follows all parents, oldest first, with what each step brought", async () => {
    const { log, run } = await logOf(members, (seq) => seq)
    const { ancestors, ...rest } = await Effect.runPromise(ancestryOf(log, run, 4))
    expect(rest).toEqual({ run, individual: 4 })
    expect(ancestors).toEqual([
      { individual: 0, parents: [], operator: "random", change: {}, fitness: 0.5, delta: null },
      { individual: 1, parents: [], operator: "random", change: {}, fitness: 0.25, delta: null },
      { individual: 2, parents: [0], operator: "flip", change: { bit: 2 }, fitness: 0.75, delta: 0.25 },
      { individual: 3, parents: [1], operator: "flip", change: { bit: 3 }, fitness: 0.5, delta: 0.25 },
      { individual: 4, parents: [2, 3], operator: "cross", change: {}, fitness: 0.625, delta: -0.125 }
    ])
  })

  it("of an individual without fitness has no last gain", async () => {
    const { log, run } = await logOf(members.slice(0, -1), (seq) => seq)
    const { ancestors } = await Effect.runPromise(ancestryOf(log, run, 5))
    expect(ancestors.at(-1)).toMatchObject({ individual: 5, fitness: null, delta: null })
  })

  it("ends at a genome drawn at random, for everyone in a run (seed 9)", async () => {
    const { log, run, events } = await scriptedLog(9, "arrival")
    const parents = new Map(
      events.flatMap((e) => (e.kind === "IndividualBorn" ? [[e.individual, e.parents]] : []))
    )
    for (let individual = 0; individual < 120; individual += 7) {
      const { ancestors } = await Effect.runPromise(ancestryOf(log, run, individual))
      const line = [individual]
      for (let parent = parents.get(individual)?.[0]; parent !== undefined; parent = parents.get(parent)?.[0])
        line.unshift(parent)
      expect(ancestors.map((one) => one.individual)).toEqual(line)
      expect(ancestors[0]).toMatchObject({ operator: "random", parents: [], delta: null })
    }
  })

  it("of nobody is refused with a sentence", async () => {
    const { log, run } = await logOf(members, (seq) => seq)
    const sentence = `run ${run} has no individual 6; it has 0 to 5`
    for (const asked of [Effect.asVoid(ancestryOf(log, run, 6)), Effect.asVoid(descentOf(log, run, 6))]) {
      const error = await Effect.runPromise(Effect.flip(asked))
      expect(error).toMatchObject({ _tag: "NoSuchIndividual", message: sentence })
    }
  })
})

describe("descent", () => {
  it("gathers children and children's children, and nobody else", async () => {
    const { log, run } = await logOf(members, (seq) => seq)
    const { descendants } = await Effect.runPromise(descentOf(log, run, 0))
    expect(descendants.map(({ individual, delta }) => [individual, delta])).toEqual([
      [0, null],
      [2, 0.25],
      // Its other parent is no descendant, so what it brought cannot be told here.
      [4, null],
      [5, -0.25]
    ])
  })

  it("is the converse of ancestry (seed 9)", async () => {
    const { log, run } = await scriptedLog(9, "deterministic")
    const { descendants } = await Effect.runPromise(descentOf(log, run, 2))
    const below = new Set(descendants.map(({ individual }) => individual))
    for (let individual = 0; individual < 120; individual++) {
      const { ancestors } = await Effect.runPromise(ancestryOf(log, run, individual))
      expect(below.has(individual)).toBe(ancestors.some((one) => one.individual === 2))
    }
  })
})

const drawn: readonly Relative[] = [
  { individual: 0, parents: [], operator: "random", change: {}, fitness: 0.5, delta: null },
  { individual: 3, parents: [0], operator: "flip", change: { bit: 7 }, fitness: 0.75, delta: 0.25 },
  { individual: 5, parents: [0], operator: "flip", change: { bit: 1 }, fitness: 0.25, delta: -0.25 },
  {
    individual: 8,
    parents: [5],
    operator: "op",
    change: { from: 'a"b', to: [1, 2] },
    fitness: 0.5,
    delta: 0.25
  },
  { individual: 12, parents: [3], operator: "identity", change: {}, fitness: null, delta: null },
  { individual: 13, parents: [8], operator: "flip", change: { bit: 2 }, fitness: 0.5, delta: 0 }
]

describe("a lineage drawn", () => {
  it("as a tree lets the largest branch go on at the same depth", () => {
    expect(lineageTree(drawn)).toBe(
      [
        " 0  random                0.5000",
        "├─  3  flip bit 7         0.7500  +0.2500",
        "│  12  identity           not evaluated",
        " 5  flip bit 1            0.2500  -0.2500",
        ' 8  op from a"b to [1,2]  0.5000  +0.2500',
        "13  flip bit 2            0.5000  +0.0000",
        ""
      ].join("\n")
    )
  })

  it("as a tree keeps a line of 200 000 generations at one depth", () => {
    const line = Array.from({ length: 200_000 }, (_, individual) => ({
      individual,
      parents: individual === 0 ? [] : [individual - 1],
      operator: "flip",
      change: {},
      fitness: 0.5,
      delta: 0
    }))
    const lines = lineageTree(line).trimEnd().split("\n")
    expect(lines).toHaveLength(200_000)
    expect(lines.filter((text) => text.includes("├"))).toEqual([])
    expect(lineageNewick(line).endsWith('0[&operator="flip",fitness=0.5];\n')).toBe(true)
  })

  it("for Graphviz", () => {
    expect(lineageDot("run a", drawn.slice(0, 4))).toBe(
      [
        'digraph "run a" {',
        "  node [shape=box]",
        '  0 [label="0\\n0.5000"]',
        '  3 [label="3\\n0.7500"]',
        '  5 [label="5\\n0.2500"]',
        '  8 [label="8\\n0.5000"]',
        '  0 -> 3 [label="flip bit 7\\n+0.2500"]',
        '  0 -> 5 [label="flip bit 1\\n-0.2500"]',
        '  5 -> 8 [label="op from a\\"b to [1,2]\\n+0.2500"]',
        "}",
        ""
      ].join("\n")
    )
  })

  it("in Newick", () => {
    const plain = lineageNewick(drawn).replaceAll(/\[[^\]]*\]/g, "")
    expect(plain).toBe("((12:9)3:3,((13:5)8:3)5:5)0;\n")
    const twoRoots = lineageNewick(drawn.slice(1, 3)).replaceAll(/\[[^\]]*\]/g, "")
    expect(twoRoots).toBe("(3,5);\n")
  })
})
