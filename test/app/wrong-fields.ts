/** Every field of a config with values that must be refused: of a wrong type, and out of range. */
import { setPath } from "../../src/app/config-paths.ts"
import { readPreset } from "../../src/app/presets.ts"

interface Field {
  /** A preset in which the field has a place. */
  readonly preset: "toy" | "mnist" | "nas-bench-101"
  readonly wrong: readonly unknown[]
  /** Settings without which the field has no place. */
  readonly within?: readonly (readonly [string, unknown])[]
}

const NO_NUMBER = ["three", null, true, [1], { a: 1 }] as const
const NO_TEXT = [7, null, true, ["a"], { a: 1 }] as const
const NO_CHOICE = ["neither", ...NO_TEXT] as const
const NO_RECORD = ["text", 7, null, true, [1]] as const

/** Too small, in part, too large. */
const noCount = (max: number) => [0, -1, 1.5, max + 1, ...NO_NUMBER]
const COUNT_MAX_UNBOUND = Number.MAX_SAFE_INTEGER

const toy = (...wrong: readonly unknown[]): Field => ({ preset: "toy", wrong })
const mnist = (...wrong: readonly unknown[]): Field => ({ preset: "mnist", wrong })
const cell = (...wrong: readonly unknown[]): Field => ({ preset: "nas-bench-101", wrong })

/** In the preset toy, under another policy. */
const under =
  (policy: Readonly<Record<string, unknown>>) =>
  (...wrong: readonly unknown[]): Field => ({ preset: "toy", wrong, within: [["policy", policy]] })
const nonAging = under({ kind: "non-aging" })
const largeScale = under({ kind: "large-scale" })
const reinforce = under({ kind: "reinforce", controller: "lstm" })
const nonDominated = under({ kind: "non-dominated" })
const modular = under({ kind: "module", module: "./policy.ts" })

const OWN_TABLE: Field["within"] = [
  ["space", { kind: "table", file: "hpo.csv", genes: ["alpha", "width"] }],
  ["evaluator", { kind: "table", values: ["s0"] }]
]
const OWN_MODULE: Field["within"] = [
  ["space", { kind: "module", module: "./mine.ts" }],
  ["evaluator", { kind: "module", module: "./mine.ts" }]
]
const ownTable = (...wrong: readonly unknown[]): Field => ({ preset: "toy", wrong, within: OWN_TABLE })
const ownModule = (...wrong: readonly unknown[]): Field => ({ preset: "toy", wrong, within: OWN_MODULE })
/** In the preset toy, with a program as its evaluator. */
const program = (...wrong: readonly unknown[]): Field => ({
  preset: "toy",
  wrong,
  within: [["evaluator", { kind: "command", command: ["true"] }]]
})
const folderData = (...wrong: readonly unknown[]): Field => ({
  preset: "mnist",
  wrong,
  within: [
    ["evaluator", { kind: "tfjs", dataset: { format: "folder", folder: "a", size: 8, testShare: 0.5 } }]
  ]
})
const cifarData = (...wrong: readonly unknown[]): Field => ({
  preset: "mnist",
  wrong,
  within: [["evaluator", { kind: "tfjs", dataset: { format: "cifar-binary", folder: "a", labels: "fine" } }]]
})
const NO_NAMES = ["alpha", 7, null, true, { a: 1 }, [7], [""], ["alpha", "alpha"]] as const
const NO_HASH = ["f00d", "G".repeat(64), ...NO_TEXT] as const

export const WRONG_FIELDS: Readonly<Record<string, Field>> = {
  name: toy("", "n".repeat(101), ...NO_TEXT),
  about: toy(...NO_TEXT),
  seed: toy(...noCount(COUNT_MAX_UNBOUND)),
  cycles: toy(...noCount(1_000_000_000)),
  schedule: toy(...NO_CHOICE),
  window: toy(...noCount(4096)),
  trainers: toy(...noCount(4096)),
  space: toy({}, ...NO_RECORD),
  "space.kind": toy(...NO_CHOICE),
  "space.length": toy(...noCount(4096)),
  "space.mutation": cell(...NO_CHOICE),
  "space.edgeLimit": cell(...NO_CHOICE),
  "space.invalid": cell(...NO_CHOICE),
  "space.variant": mnist(...NO_CHOICE),
  "space.cells": mnist(...noCount(20)),
  "space.filters": mnist(3, ...noCount(1024)),
  "space.stemStride": mnist(0, 3, ...NO_NUMBER),
  "space.newOperation": mnist("same", ...NO_CHOICE),
  "space.imageChannels": mnist(...noCount(1024)),
  "space.file": ownTable("", ...NO_TEXT),
  "space.fileHash": ownTable(...NO_HASH),
  "space.genes": ownTable([], ...NO_NAMES),
  "space.ordered": ownTable(...NO_NAMES),
  "space.module": ownModule("", ...NO_TEXT),
  "space.moduleHash": ownModule(...NO_HASH),
  "space.options": ownModule(...NO_RECORD),
  policy: toy({}, ...NO_RECORD),
  "policy.kind": toy(...NO_CHOICE),
  "policy.populationSize": toy(...noCount(1_000_000)),
  "policy.sampleSize": toy(...noCount(1_000_000)),
  "policy.replacement": toy("yes", 1, null, [true], { a: 1 }),
  "policy.identityProbability": toy(-0.1, 1.1, ...NO_NUMBER),
  "policy.crossoverProbability": toy(-0.1, 1.1, ...NO_NUMBER),
  "policy.kill": nonAging("oldest", ...NO_CHOICE),
  "policy.initialSize": largeScale(...noCount(1_000_000)),
  "policy.selection": largeScale("worse", ...NO_CHOICE),
  "policy.controller": reinforce("transformer", ...NO_CHOICE),
  "policy.learningRate": reinforce(0, -1, ...NO_NUMBER),
  "policy.batchSize": reinforce(...noCount(10_000)),
  "policy.baselineDecay": reinforce(-0.1, 1.1, ...NO_NUMBER),
  "policy.entropyWeight": reinforce(-1, ...NO_NUMBER),
  "policy.clip": reinforce(0, 1, ...NO_NUMBER),
  "policy.minimise": nonDominated([], [7], [""], "flops", null, true),
  "policy.module": modular("", ...NO_TEXT),
  "policy.options": modular(...NO_RECORD),
  "policy.moduleHash": modular(...NO_TEXT),
  evaluator: toy({}, ...NO_RECORD),
  "evaluator.kind": toy(...NO_CHOICE),
  "evaluator.noise": toy(-0.01, ...NO_NUMBER),
  "evaluator.delayMs": toy({}, ...NO_RECORD),
  "evaluator.delayMs.median": toy(-1, 3_600_001, ...NO_NUMBER),
  "evaluator.delayMs.sigma": toy(-1, 3.1, ...NO_NUMBER),
  "evaluator.failureProbability": toy(-0.1, 1, ...NO_NUMBER),
  "evaluator.isolation": toy(...NO_CHOICE),
  "evaluator.dataset": mnist({}, ...NO_CHOICE),
  "evaluator.dataset.format": mnist("png", ...NO_TEXT),
  "evaluator.dataset.trainImages": mnist("", ...NO_TEXT),
  "evaluator.dataset.trainLabels": mnist("", ...NO_TEXT),
  "evaluator.dataset.testImages": mnist("", ...NO_TEXT),
  "evaluator.dataset.testLabels": mnist("", ...NO_TEXT),
  "evaluator.dataset.folder": folderData("", ...NO_TEXT),
  "evaluator.dataset.size": folderData(...noCount(1024)),
  "evaluator.dataset.testShare": folderData(0, 1, ...NO_NUMBER),
  "evaluator.dataset.labels": cifarData(...NO_CHOICE),
  "evaluator.splitSeed": mnist(...noCount(COUNT_MAX_UNBOUND)),
  "evaluator.grey": mnist("yes", 1, null, [true], { a: 1 }),
  "evaluator.downscale": mnist(0, 1.5, 1025, "half", null, true, [1]),
  "evaluator.downscale.height": mnist(...noCount(1024)),
  "evaluator.downscale.width": mnist(...noCount(1024)),
  "evaluator.normalisation": mnist("half", ...NO_CHOICE),
  "evaluator.augmentation": mnist(...NO_RECORD),
  "evaluator.augmentation.crop": mnist(-1, 1.5, 1025, ...NO_NUMBER),
  "evaluator.augmentation.flip": mnist("yes", 1, null, [true], { a: 1 }),
  "evaluator.augmentation.cutout": mnist(-1, 1.5, 1025, ...NO_NUMBER),
  "evaluator.patchSize": mnist(...noCount(1024)),
  "evaluator.backend": mnist(...NO_CHOICE),
  "evaluator.examples": mnist(...noCount(COUNT_MAX_UNBOUND)),
  "evaluator.validationExamples": mnist(...noCount(COUNT_MAX_UNBOUND)),
  "evaluator.epochs": mnist(...noCount(COUNT_MAX_UNBOUND)),
  "evaluator.stepsMax": mnist(...noCount(COUNT_MAX_UNBOUND)),
  "evaluator.secondsMax": mnist(0, -1, ...NO_NUMBER),
  "evaluator.validateEvery": mnist(-1, 1.5, COUNT_MAX_UNBOUND + 1, ...NO_NUMBER),
  "evaluator.batchSize": mnist(1, ...noCount(COUNT_MAX_UNBOUND)),
  "evaluator.learningRate": mnist(0, -1, ...NO_NUMBER),
  "evaluator.learningRateDecay": mnist(...NO_CHOICE),
  "evaluator.learningRateFactor": mnist(0, -0.1, 1.1, ...NO_NUMBER),
  "evaluator.learningRateDecayEpochs": mnist(0, -1, ...NO_NUMBER),
  "evaluator.learningRateStaircase": mnist("yes", 1, null, [true], { a: 1 }),
  "evaluator.learningRateMilestones": mnist(5, "5", null, true, [0], ["5"], [5, 5], [6, 5], { a: 1 }),
  "evaluator.warmUpEpochs": mnist(-1, ...NO_NUMBER),
  "evaluator.optimiser": mnist("adam", ...NO_CHOICE),
  "evaluator.rmspropDecay": mnist(-0.1, 1, ...NO_NUMBER),
  "evaluator.rmspropEpsilon": mnist(0, -1, ...NO_NUMBER),
  "evaluator.labelSmoothing": mnist(-0.1, 1, ...NO_NUMBER),
  "evaluator.momentum": mnist(-0.1, 1, ...NO_NUMBER),
  "evaluator.weightDecay": mnist(-0.1, ...NO_NUMBER),
  "evaluator.gradientClip": mnist(-1, ...NO_NUMBER),
  "evaluator.gradientClipValue": mnist(-1, ...NO_NUMBER),
  "evaluator.auxiliaryWeight": mnist(-1, ...NO_NUMBER),
  "evaluator.dropPathKeep": mnist(0, -0.1, 1.1, ...NO_NUMBER),
  "evaluator.dropPathSchedule": mnist(...NO_CHOICE),
  "evaluator.inheritWeights": mnist("yes", 1, null, [true], { a: 1 }),
  "evaluator.memoryMaxMiB": mnist(...noCount(COUNT_MAX_UNBOUND)),
  "evaluator.values": ownTable([], ...NO_NAMES),
  "evaluator.report": ownTable(...NO_NAMES),
  "evaluator.goal": ownTable(...NO_CHOICE),
  "evaluator.module": ownModule("", ...NO_TEXT),
  "evaluator.moduleHash": ownModule(...NO_HASH),
  "evaluator.options": ownModule(...NO_RECORD),
  "evaluator.command": program(
    [],
    [""],
    ["a", 7],
    ["a\0b"],
    ...NO_TEXT.filter((value) => !Array.isArray(value))
  ),
  "evaluator.folder": program("", "a\0b", ...NO_TEXT),
  "evaluator.files": program([""], [7], ...NO_TEXT.filter((value) => !Array.isArray(value))),
  "evaluator.fileHashes": program({ "/a": "f00d" }, ...NO_RECORD),
  "evaluator.environment": program({ A: 7 }, { "A-B": "c" }, { A: "b\0c" }, ...NO_RECORD),
  "evaluator.settings": program(...NO_RECORD),
  "evaluator.timeoutSeconds": program(0, -1, 604_801, ...NO_NUMBER),
  "evaluator.test": program("yes", 1, null, [true], { a: 1 }),
  limits: toy(...NO_RECORD),
  "limits.failuresMax": toy(...noCount(1000)),
  "limits.lossesMax": toy(...noCount(1000)),
  "limits.leaseMs": toy(...noCount(86_400_000)),
  "limits.heartbeatMs": toy(...noCount(86_400_000))
}

/** Fields that stand beside the wrong one, by its name or its record's, so that it is the only thing wrong. */
const SIBLINGS: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "evaluator.delayMs": { median: 1, sigma: 1 },
  "space.imageChannels": { kind: "dna" },
  "evaluator.downscale": { height: 14, width: 14 },
  "evaluator.dataset": { format: "idx", trainImages: "a", trainLabels: "b", testImages: "c", testLabels: "d" }
}

/** A config in which one field is wrong. */
export const configWith = (path: string, value: unknown): Record<string, unknown> => {
  const { preset: name = "toy", within = [] } = WRONG_FIELDS[path] ?? {}
  const preset = within.reduce(
    (config, [part, fields]) => setPath(config, part, JSON.stringify(fields)),
    readPreset(name) ?? {}
  )
  const parent = path.slice(0, path.lastIndexOf("."))
  const siblings = SIBLINGS[path] ?? (within.length > 0 ? undefined : SIBLINGS[parent])
  const around = siblings === undefined ? preset : setPath(preset, parent, JSON.stringify(siblings))
  return setPath(around, path, JSON.stringify(value))
}

/** Every field with each of its wrong values. */
export const wrongConfigs = (): readonly { readonly path: string; readonly value: unknown }[] =>
  Object.entries(WRONG_FIELDS).flatMap(([path, { wrong }]) => wrong.map((value) => ({ path, value })))
