/** The PyTorch example reads genomes as this program means them: its networks have the parameters that are counted here. */

import { Effect } from "effect"
import { expect, it } from "vitest"
import { resolveConfig } from "../../src/app/config.ts"
import { randomStream } from "../../src/domain/random-stream.ts"
import { nasnetConfigSchema } from "../../src/spaces/nasnet/config.ts"
import { countNetwork } from "../../src/spaces/nasnet/count-network.ts"
import type { NasnetGenome } from "../../src/spaces/nasnet/genome.ts"
import { makeNasnetSpace } from "../../src/spaces/nasnet/space.ts"
import { NASNET_VARIANTS } from "../../src/spaces/nasnet/variants.ts"
import { PYTHON, PYTORCH_EXAMPLE, python, runs } from "./python.ts"

/** Without Python there is nothing to run the example with; it is told here, since a skipped test says no more. */
const REASON = runs("import dataclasses") ? "" : ` (skipped: no ${PYTHON} here can be started)`
const SEED = 4

const spaces = [
  { cells: 1, filters: 8, stemStride: 2 },
  { cells: 2, filters: 2, stemStride: 1 },
  { cells: 1, filters: 6, stemStride: 1 }
].map((size) => nasnetConfigSchema.parse({ kind: "nasnet", ...size }))

const parameters = (genome: NasnetGenome, space: (typeof spaces)[number]): number =>
  countNetwork({
    genome,
    outer: space,
    stem: { kind: "small", stride: space.stemStride },
    image: { height: 28, width: 28, channels: 1 },
    classes: 10
  }).parameters

/** Every operation twice over, on an input of the cell and on a hidden state of it. */
const everyOperation = (): readonly NasnetGenome[] =>
  NASNET_VARIANTS["SP-I"].operations.map((operation) => {
    const cell = [0, 1, 2, 3, 4].map((index) => ({
      left: { state: index, operation },
      right: { state: 0, operation: "none" as const }
    }))
    return { normal: cell, reduction: cell }
  })

it.skipIf(REASON !== "")(`counts what is counted here, seed ${SEED}${REASON}`, () => {
  const tasks = spaces.flatMap((space) => {
    const { random } = makeNasnetSpace(space)
    const drawn = Array.from({ length: 30 }, (_, index) => random(randomStream(SEED, "example", index)))
    return [...drawn, ...everyOperation()].map((genome) => ({ genome, space }))
  })
  const counted = python(["cell.py"], tasks.map((task) => `${JSON.stringify(task)}\n`).join(""))
  expect(counted.stderr).toBe("")
  expect(counted.stdout.trim().split("\n").map(Number)).toEqual(
    tasks.map(({ genome, space }) => parameters(genome, space))
  )
})

it.skipIf(REASON !== "")(`refuses what is no genome with a sentence${REASON}`, () => {
  const [space] = spaces
  const genome = everyOperation()[0]!
  const combination = genome.normal[0]!
  const withFirst = (first: unknown) => ({ ...genome, reduction: [first, ...genome.reduction.slice(1)] })
  const wrong = [
    [{ genome: { normal: genome.normal }, space }, "the reduction cell is no list of 5 combinations"],
    [
      { genome: withFirst({ left: combination.left }), space },
      "combination 0 of the reduction cell has no right"
    ],
    [
      { genome: withFirst({ ...combination, left: { state: 2, operation: "none" } }), space },
      "combination 0 of the reduction cell reads hidden state 2, but only states 0 to 1"
    ],
    [
      { genome: withFirst({ ...combination, left: { state: 0, operation: "3x3" } }), space },
      "the operation '3x3' is none of SP-I"
    ],
    [{ genome: "0101", space: { kind: "bits", length: 4 } }, "networks of the space nasnet, not of"]
  ] as const
  const said = python(["cell.py"], wrong.map(([task]) => `${JSON.stringify(task)}\n`).join(""))
  expect(said.stderr).toBe("")
  const lines = said.stdout.trim().split("\n")
  expect(lines).toHaveLength(wrong.length)
  for (const [index, [, sentence]] of wrong.entries()) expect(lines[index]).toContain(sentence)
})

it.skipIf(REASON !== "")(`says in its protocol what it lacks: here PyTorch${REASON}`, () => {
  const task = {
    genome: everyOperation()[0],
    space: spaces[0],
    seed: 1,
    purpose: "evaluate",
    settings: { data: ["."] }
  }
  const hidden =
    "import sys; sys.modules['torch'] = None; sys.path.insert(0, '.'); import train; train.main()"
  const ended = python(["-c", hidden], JSON.stringify(task))
  expect(ended.status).toBe(1)
  expect(JSON.parse(ended.stdout).error).toMatch(/^PyTorch cannot be imported by .*pip install torch/)
})

it("has a config that the program takes, with all of its files pinned", async () => {
  const source = `${PYTORCH_EXAMPLE}config.json`
  // Whatever can be started will do.
  const set = ['evaluator.command=["sh","train.py"]']
  const config = await Effect.runPromise(resolveConfig({ source, set, overrides: {} }))
  expect(Object.keys(config.evaluator.fileHashes as object).sort()).toEqual(
    ["cell.py", "mnist.py", "network.py", "train.py"].map((name) => `${PYTORCH_EXAMPLE}${name}`)
  )
})
