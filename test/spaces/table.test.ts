/** A person's table as a space: the contract, and what its operators promise of what is in the table and what is not. */
import { describe, expect, it } from "vitest"
import { canonicalJson } from "../../src/domain/canonical-json.ts"
import { OutsideProblem } from "../../src/domain/outside-problem.ts"
import { type RandomStream, randomStream } from "../../src/domain/random-stream.ts"
import { makeSpace } from "../../src/spaces/registry.ts"
import { breachOf } from "../../src/spaces/soundness.ts"
import type { TableGenome } from "../../src/spaces/table/rows.ts"
import { CHI_SQUARE_ERROR, chiSquare, chiSquareLimit } from "../domain/chi-square.ts"
import { tableConfigOf, tableOutside, tableSpaceOf } from "../fixtures/own-files.ts"
import { spaceContract } from "./space-contract.ts"

const SHAPES = ["round", "square", "flat", "long"]
const WIDTHS = [8, 16, 32, 64, 128]
const RATES = [0.001, 0.01, 0.1]

/** A grid of three genes in which every seventh combination is missing, in an order of no meaning. */
const PRESENT: readonly TableGenome[] = SHAPES.flatMap((shape) =>
  WIDTHS.flatMap((width) => RATES.map((rate) => ({ rate, shape, width })))
).filter((_, index) => index % 7 !== 3)
const GRID = [
  "shape,result,width,rate",
  ...PRESENT.map((_, index) => {
    const { shape, width, rate } = PRESENT[(index * 11) % PRESENT.length]!
    return `${shape},0.5,${width},${rate}`
  })
].join("\n")
const GENES = ["shape", "width", "rate"]

const grid = tableSpaceOf(GRID, GENES, ["width", "rate"])

const differing = (a: TableGenome, b: TableGenome): readonly string[] =>
  GENES.filter((gene) => a[gene] !== b[gene])

/** Points of which no two share a value: a table of random samples. */
const SCATTERED = [
  "x,y,result",
  ...Array.from({ length: 200 }, (_, index) => {
    const stream = randomStream(83, "point", index)
    return `${stream.unit()},${stream.unit()},0`
  })
].join("\n")
const scattered = tableSpaceOf(SCATTERED, ["x", "y"], ["x", "y"])

const notRows: readonly unknown[] = [
  null,
  7,
  "round",
  [],
  {},
  { shape: "round", width: 8 },
  { shape: "round", width: 8, rate: 0.001, extra: 1 },
  { shape: "round", width: "8", rate: 0.001 },
  { shape: "round", width: 9, rate: 0.001 },
  // In the file, this combination is missing.
  { shape: "round", width: 16, rate: 0.001 }
]

describe("the space of a grid with holes", () => {
  // No row of the grid is alone, so there `jump` must never be applied, and the contract has nothing to see of it.
  const { jump, ...operators } = grid.operators
  spaceContract({ space: { ...grid, operators }, seed: 81, outside: notRows, genomeCount: PRESENT.length })

  it("has no use for a jump", () => {
    for (const genome of PRESENT) expect(jump?.(genome, randomStream(81, "jump", 0))).toBeUndefined()
  })

  it("is sound, with its decisions and its crossover", () => {
    expect(
      breachOf(makeSpace(tableConfigOf(GENES, ["width", "rate"]), tableOutside(GRID)), 81)
    ).toBeUndefined()
  })
})

describe("the space of scattered points", () => {
  const { jump } = scattered.operators
  // Two of its points make no third, and few of all decisions make one: the grid has more to see of both.
  const { crossover: _crossover, decisions: _decisions, ...rest } = scattered
  spaceContract({
    space: { ...rest, operators: { jump: jump! } },
    seed: 82,
    outside: notRows,
    genomeCount: 200,
    lacks: ["decisions", "crossover"]
  })

  it("has no neighbours to step to", () => {
    const genome = scattered.random(randomStream(82, "random", 0))
    expect(Object.keys(scattered.operators)).toEqual(["step", "jump"])
    expect(scattered.operators.step?.(genome, randomStream(82, "step", 0))).toBeUndefined()
  })

  it("is jumped through to points that are nearer than chance would have it, seed 84", () => {
    const distance = (a: TableGenome, b: TableGenome): number =>
      Math.abs(Number(a.x) - Number(b.x)) + Math.abs(Number(a.y) - Number(b.y))
    let [jumped, drawn] = [0, 0]
    for (let index = 0; index < 500; index++) {
      const genome = scattered.random(randomStream(84, "random", index))
      jumped += distance(genome, jump!(genome, randomStream(84, "jump", index))!.genome)
      drawn += distance(genome, scattered.random(randomStream(84, "other", index)))
    }
    expect(jumped).toBeLessThan(drawn / 3)
  })
})

/** Every child that an operator makes of a genome in many draws, with how often. */
const children = (
  operator: ((genome: TableGenome, stream: RandomStream) => { genome: TableGenome } | undefined) | undefined,
  genome: TableGenome,
  draws: number
): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (let index = 0; index < draws; index++) {
    const child = operator?.(genome, randomStream(85, "child", index))
    const text = canonicalJson(child === undefined ? null : child.genome)
    counts.set(text, (counts.get(text) ?? 0) + 1)
  }
  return counts
}

describe("value", () => {
  it("gives an unordered gene every other value that there is, and nothing else, for each row, seed 85", () => {
    for (const genome of PRESENT) {
      const wanted = PRESENT.filter((other) => differing(genome, other).join() === "shape")
      expect([...children(grid.operators.value, genome, 60).keys()].sort()).toEqual(
        wanted.map(canonicalJson).sort()
      )
    }
  })

  it(`draws them equally often, seed 85 (error probability ${CHI_SQUARE_ERROR})`, () => {
    const all = tableSpaceOf("a,b\n1,1\n1,2\n1,3\n1,4\n2,1\n2,3\n3,1\n", ["a", "b"])
    const counts = children(all.operators.value, { a: 1, b: 1 }, 6_000)
    // Both genes are equally likely, and each of their other values: two of a, three of b.
    const wanted: Readonly<Record<string, number>> = {
      "2,1": 1500,
      "3,1": 1500,
      "1,2": 1000,
      "1,3": 1000,
      "1,4": 1000
    }
    const seen = Object.keys(wanted).map((key) => {
      const [a, b] = key.split(",").map(Number)
      return counts.get(canonicalJson({ a, b })) ?? 0
    })
    expect(chiSquare(seen, (index) => Object.values(wanted)[index]!)).toBeLessThan(chiSquareLimit(4))
  })
})

describe("step", () => {
  it("goes to the next smaller or larger value with which there is a row, for each row, seed 85", () => {
    const next = (genome: TableGenome, gene: string): readonly TableGenome[] => {
      const others = PRESENT.filter((other) => differing(genome, other).join() === gene)
      const byValue = others.toSorted((a, b) => Number(a[gene]) - Number(b[gene]))
      const smaller = byValue.filter((other) => Number(other[gene]) < Number(genome[gene])).at(-1)
      const larger = byValue.find((other) => Number(other[gene]) > Number(genome[gene]))
      return [smaller, larger].filter((row) => row !== undefined)
    }
    for (const genome of PRESENT) {
      const wanted = [...next(genome, "width"), ...next(genome, "rate")].map(canonicalJson)
      expect([...children(grid.operators.step, genome, 100).keys()].sort()).toEqual(wanted.sort())
    }
  })

  it("passes over a hole to the value beyond it", () => {
    const holey = tableSpaceOf("w,k\n1,a\n4,a\n2,b\n", ["w", "k"], ["w"])
    const stepped = holey.operators.step?.({ w: 1, k: "a" }, randomStream(85, "step", 0))
    expect(stepped).toEqual({ genome: { k: "a", w: 4 }, change: { gene: "w", from: 1, to: 4 } })
  })
})

describe("crossover", () => {
  it("makes only rows that are neither parent, seed 86", () => {
    let made = 0
    for (let index = 0; index < 300; index++) {
      const [first, second] = ["first", "second"].map((name) => grid.random(randomStream(86, name, index)))
      const child = grid.crossover?.(first!, second!, randomStream(86, "crossover", index))
      if (child === undefined) continue
      made += 1
      expect(child.genome).not.toEqual(first)
      expect(child.genome).not.toEqual(second)
    }
    expect(made).toBeGreaterThan(100)
  })
})

describe("decisions", () => {
  it("make all rows and only rows", () => {
    const { options, toGenome } = grid.decisions!
    expect(options).toEqual([4, 5, 3])
    const made = Array.from({ length: 4 * 5 * 3 }, (_, number) =>
      toGenome([Math.floor(number / 15), Math.floor(number / 3) % 5, number % 3])
    ).filter((genome) => genome !== undefined)
    expect(made.map(canonicalJson).sort()).toEqual(PRESENT.map(canonicalJson).sort())
  })
})

describe("the values of a gene", () => {
  const genomes = (text: string) => {
    const space = tableSpaceOf(text, ["g"])
    const { options, toGenome } = space.decisions!
    return Array.from({ length: options[0]! }, (_, code) => toGenome([code])?.g)
  }

  it.each([
    ["numbers where all are", "g\n10\n9\n-1.5\n1e3\n", [-1.5, 9, 10, 1000]],
    ["texts where one is none", "g\n10\n9\nnone\n", ["10", "9", "none"]],
    ["texts where they are names that look like numbers", "g\n007\n7\n", ["007", "7"]],
    [
      "texts where numbers would lose digits",
      "g\n9007199254740993\n9007199254740992\n",
      ["9007199254740992", "9007199254740993"]
    ],
    ["texts where a number is not finite", "g\n1e999\n1\n", ["1", "1e999"]],
    ["without a sign where they are zero", "g\n-0\n1\n", [0, 1]],
    ["numbers in JSON as well", '[{"g":10},{"g":"9"},{"g":1e21}]', [9, 10, 1e21]],
    ["texts in JSON as well", '[{"g":10},{"g":9},{"g":true}]', ["10", "9", "true"]]
  ])("are %s", (_how, text, wanted) => {
    expect(genomes(text)).toEqual(wanted)
  })

  it("are described on one line, whatever is in them", () => {
    const space = tableSpaceOf('"a b",c\n"one\ntwo",3\n', ["a b", "c"])
    expect(space.describe({ "a b": "one\ntwo", c: 3 })).toBe('a b "one\\ntwo", c 3')
    expect(grid.describe({ shape: "flat", width: 8, rate: 0.1 })).toBe("shape flat, width 8, rate 0.1")
  })
})

describe("a table that is not what the config says is refused", () => {
  it.each([
    [
      "a,b\n1,2\n",
      ["a", "c"],
      [],
      "/somewhere/hpo.csv, line 1: there is no column “c” (config field space.genes); the columns are “a”, “b”"
    ],
    ["a,a\n1,2\n", ["a"], [], "line 1: two columns are called “a”"],
    ["a,b\n1,2\n", ["a"], ["b"], "config field space.ordered: “b” is no gene; space.genes has a"],
    ["a,b\n1,2\n,3\n", ["a", "b"], [], "/somewhere/hpo.csv, line 3: the cell of the gene “a” is empty"],
    [
      "a,b\n1,2\nx,3\n",
      ["a", "b"],
      ["a"],
      '/somewhere/hpo.csv, line 3: the cell of column “a” is no number (it is "x")'
    ],
    [
      "a,b\n1,2\n2,2\n\n1.0,2\n2,2\n",
      ["a", "b"],
      [],
      '/somewhere/hpo.csv, line 5: this row has the same genes as line 2 ({"a":1,"b":2})'
    ],
    ["a,b\n", ["a", "b"], [], "/somewhere/hpo.csv holds no rows"],
    [
      '[{"a":1,"b":2},{"b":3}]',
      ["a", "b"],
      [],
      "/somewhere/hpo.json, element 2: the cell of the gene “a” is empty"
    ],
    [
      '[{"a":1},{"a":2},{"a":1}]',
      ["a"],
      [],
      "/somewhere/hpo.json, element 3: this row has the same genes as element 1"
    ],
    [
      '[{"a":1}]',
      ["a", "b"],
      [],
      "/somewhere/hpo.json: there is no column “b” (config field space.genes); the columns are “a”"
    ]
  ])("%j with genes %j, ordered %j", (text, genes, ordered, said) => {
    expect(() => tableSpaceOf(text, genes, ordered)).toThrow(OutsideProblem)
    expect(() => tableSpaceOf(text, genes, ordered)).toThrow(said)
  })
})

it("a table of one row can be drawn, and goes nowhere", () => {
  const space = tableSpaceOf("a,b\n1,x\n", ["a", "b"], ["a"])
  const genome = space.random(randomStream(87, "random", 0))
  expect(genome).toEqual({ a: 1, b: "x" })
  for (const operator of Object.values(space.operators))
    expect(operator(genome, randomStream(87, "mutate", 0))).toBeUndefined()
})
