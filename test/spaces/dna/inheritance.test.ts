/**
 * Which trained tensors a child can inherit from its parent, mutation by mutation: those of the same name and the
 * same shape (Real et al. 2017, section "Weight inheritance").
 */
import { describe, expect, it } from "vitest"
import { randomStream } from "../../../src/domain/random-stream.ts"
import type { DnaGenome } from "../../../src/spaces/dna/genome.ts"
import { inferShapes } from "../../../src/spaces/dna/shapes.ts"
import { weightTensors } from "../../../src/spaces/dna/weight-tensors.ts"
import { applyOperator, SMALL } from "./dna-fixtures.ts"

const SEED = 4
const CHILDREN = 60
const CLASSES = 10

const tensorsOf = (genome: DnaGenome): string[] =>
  weightTensors(genome, inferShapes(genome, { height: 28, width: 28, channels: 3 }), CLASSES).map(
    ({ name, shape }) => `${name} ${shape.join("x")}`
  )

const ALL = tensorsOf(SMALL)

/** What each child of SMALL that differs from it does not inherit, with what was changed. */
const losses = (name: string): { change: Readonly<Record<string, unknown>>; lost: string[] }[] =>
  Array.from({ length: CHILDREN }, (_, index) => {
    const mutation = applyOperator(name, SMALL, randomStream(SEED, name, index))
    if (mutation === undefined) throw new Error(`${name} could not be applied`)
    const kept = new Set(tensorsOf(mutation.genome))
    return { change: mutation.change, lost: ALL.filter((tensor) => !kept.has(tensor)) }
  })

const namesOf = (tensors: readonly string[]): string[] => tensors.map((tensor) => tensor.replace(/ .*/, ""))

describe(`a child inherits, seed ${SEED}`, () => {
  it.each([
    "identity",
    "alterLearningRate",
    "alterStride",
    "insertConvolution",
    "insertOneToOne",
    "addSkip",
    "removeSkip"
  ])("everything after %s", (name) => {
    for (const { lost } of losses(name)) expect(lost).toEqual([])
  })

  it("nothing after RESET-WEIGHTS", () => {
    for (const { lost } of losses("resetWeights")) expect(lost).toEqual(ALL)
  })

  it("all but the one filter after FILTER-SIZE", () => {
    for (const { change, lost } of losses("filterSize")) {
      expect(namesOf(lost)).toEqual(change.from === change.to ? [] : [`w${change.edge}/filter`])
    }
  })

  it("all before the convolution whose ALTER-NUMBER-OF-CHANNELS it was", () => {
    const behind: Readonly<Record<string, readonly string[]>> = {
      e1: ["we1", "wa", "we2", "we3", "wc", "wclassifier"],
      e2: ["we2", "we3", "wc", "wclassifier"],
      e3: ["we3", "wc", "wclassifier"]
    }
    for (const { change, lost } of losses("alterNumberOfChannels")) {
      const sets = new Set(namesOf(lost).map((name) => name.replace(/\/.*/, "")))
      if (change.from === change.to) expect(lost).toEqual([])
      else for (const set of sets) expect(behind[String(change.edge)]).toContain(set)
      if (change.from !== change.to) expect(sets).toContain(`w${change.edge}`)
      // The bias of the classifier has one number a class, whatever comes before it.
      expect(namesOf(lost)).not.toContain("wclassifier/bias")
    }
  })

  it("all but filter and normalisation after the REMOVE-CONVOLUTION of one that kept the number of channels", () => {
    for (const { change, lost } of losses("removeConvolution")) {
      if (change.edge === "e2") expect(namesOf(lost)).toEqual(["we2/filter"])
      else expect(namesOf(lost)).toContain(`w${change.edge}/filter`)
      if (change.edge === "e1") expect(namesOf(lost)).toContain("wa/mean")
    }
  })
})
