/** A person's module as a space: the example of the documentation keeps the contract, and what does not is found out. */
import { describe, expect, it } from "vitest"
import * as example from "../../docs/examples/round-trip.ts"
import { OutsideProblem } from "../../src/domain/outside-problem.ts"
import { type RandomStream, randomStream } from "../../src/domain/random-stream.ts"
import { makeModuleSpace } from "../../src/spaces/module/space.ts"
import { breachOf } from "../../src/spaces/soundness.ts"
import { MODULE_FILE, moduleOutside } from "../fixtures/own-files.ts"
import { spaceContract } from "./space-contract.ts"

const config = { kind: "module" as const, module: MODULE_FILE, options: {} }
const make = (space: unknown, options = {}) =>
  makeModuleSpace({ ...config, options }, moduleOutside({ space }))

spaceContract({
  space: make(example.space, { cities: 5 }),
  seed: 91,
  outside: [[], [1, 2, 3], [1, 2, 3, 3], [1, 2, 3, 5], [0, 1, 2, 3], "1234", null],
  genomeCount: 24,
  mayKeepGenome: ["move"],
  lacks: ["decisions", "crossover"]
})

/** Three digits: a module with every part that a space may have. */
const digits = () => ({
  isGenome: (value: unknown) => typeof value === "string" && /^[0-4]{3}$/.test(value),
  random: (stream: RandomStream) => Array.from({ length: 3 }, () => stream.below(5)).join(""),
  operators: {
    turn: (genome: string, stream: RandomStream) => {
      const [place, by] = [stream.below(3), 1 + stream.below(4)]
      const turned = Array.from(genome, (digit, at) => (at === place ? (Number(digit) + by) % 5 : digit))
      return { genome: turned.join(""), change: { place } }
    }
  },
  decisions: {
    options: [5, 5, 5],
    toGenome: (decisions: readonly number[]) =>
      decisions.length === 3 && decisions.every((decision) => /^[0-4]$/.test(String(decision)))
        ? decisions.join("")
        : undefined,
    toDecisions: (genome: string) => Array.from(genome, Number)
  },
  crossover: (first: string, second: string, stream: RandomStream) => ({
    genome: Array.from(first, (digit, at) => (stream.below(2) === 0 ? digit : second[at])).join("")
  })
})

spaceContract({
  space: make(digits),
  seed: 95,
  outside: ["", "00", "0000", "005", 0, null],
  genomeCount: 125
})

/** Numbers below 100, with one operator; parts of it are replaced by what is to be found out. */
const numbers =
  (changes: Readonly<Record<string, unknown>> = {}) =>
  () => ({
    isGenome: (value: unknown) => Number.isInteger(value),
    random: (stream: RandomStream) => stream.below(100),
    operators: { up: (genome: number, stream: RandomStream) => ({ genome: genome + 1 + stream.below(3) }) },
    ...changes
  })

const stream = () => randomStream(92, "any", 0)

describe("a space module", () => {
  it("is sound as it is, and describes a genome as JSON where it does not say how", () => {
    const space = make(numbers())
    expect(breachOf(space, 92)).toBeUndefined()
    expect(space.describe({ b: 1, a: [2] })).toBe('{"a":[2],"b":1}')
    expect(make(numbers({ describe: () => "two\nlines" })).describe(1)).toBe("two lines")
  })

  it("is handed copies, and what it gives is copied, so that it cannot change what was born", () => {
    const kept: number[] = [1, 2]
    const space = make(
      numbers({
        isGenome: Array.isArray,
        random: () => kept,
        operators: {
          spoil: (genome: number[]) => {
            genome.push(7)
            return { genome }
          }
        }
      })
    )
    const genome = space.random(stream())
    kept.push(3)
    expect(genome).toEqual([1, 2])
    expect(space.operators.spoil?.(genome, stream())).toEqual({ genome: [1, 2, 7], change: {} })
    expect(genome).toEqual([1, 2])
  })

  it.each([
    ["exports no space", undefined, "exports no function “space”"],
    [
      "throws",
      () => {
        throw new Error("no file")
      },
      "“space” threw: no file"
    ],
    ["is async", async () => numbers()(), "is a promise"],
    ["gives nothing", () => 7, "is no object"],
    ["has no isGenome", numbers({ isGenome: undefined }), "has no function “isGenome”"],
    ["has no random", numbers({ random: 1 }), "has no function “random”"],
    ["has no operators", numbers({ operators: {} }), "has no “operators”"],
    [
      "has an operator that is none",
      numbers({ operators: { up: 1 } }),
      "has an operator “up” that is no function"
    ],
    ["has a crossover that is none", numbers({ crossover: {} }), "has a “crossover” that is no function"],
    ["has a describe that is none", numbers({ describe: "x" }), "has a “describe” that is no function"],
    ["has decisions that are none", numbers({ decisions: { options: [0] } }), "has “decisions” that are not"]
  ])("that %s is refused with its file", (_what, space, said) => {
    expect(() => make(space)).toThrow(OutsideProblem)
    expect(() => make(space)).toThrow(said)
    expect(() => make(space)).toThrow(MODULE_FILE)
  })

  let calls = 0
  it.each([
    ["draws by itself", { random: () => calls++ }, "“random” draws two genomes from equal streams"],
    ["draws what is no genome", { random: () => 0.5 }, "“random” gives 0.5, which the space does not take"],
    [
      "changes by itself",
      { operators: { up: () => ({ genome: calls++ }) } },
      "the operator “up” makes two children"
    ],
    [
      "makes what is no genome",
      { operators: { half: (g: number) => ({ genome: g + 0.5 }) } },
      "“half” gives"
    ],
    [
      "codes wrongly",
      { decisions: { options: [100], toDecisions: (g: number) => [g], toGenome: () => 100 } },
      "“decisions” do not give"
    ],
    ["crosses by itself", { crossover: () => ({ genome: calls++ }) }, "“crossover” makes two children"]
  ])("that %s is found out", (_what, changes, said) => {
    expect(breachOf(make(numbers(changes)), 93)).toContain(said)
  })

  it.each([
    [
      "throws",
      {
        random: () => {
          throw new Error("empty")
        }
      },
      "“random” threw: empty"
    ],
    ["gives what is no JSON", { random: () => Number.NaN }, "“random” gave what is no JSON"],
    ["gives no mutation", { operators: { up: () => 7 } }, "“up” must give { genome, change } or undefined"]
  ])("that %s is blamed in a sentence when it is used", (_what, changes, said) => {
    expect(() => breachOf(make(numbers(changes)), 94)).toThrow(OutsideProblem)
    expect(() => breachOf(make(numbers(changes)), 94)).toThrow(`${MODULE_FILE}: ${said}`)
  })
})
