/** The evaluator that is any external program: what it is told, what it may say, and what becomes of all it does wrong. */
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { sha256 } from "../../../src/domain/canonical-json.ts"
import type { EvaluationProgress } from "../../../src/trainers/evaluator.ts"
import { temporaryFolder } from "../../fixtures/temporary-folder.ts"
import { failure, measured, shellEvaluator, TASK } from "./shell-program.ts"

const RESULT = `echo '{"result": {"fitness": 0.5, "measures": {"loss": 2}}}'`

describe("a program", () => {
  it("is told of its task on one line, and finds its surroundings", async () => {
    const folder = temporaryFolder()
    const line = `cat > told.json; printenv WHERE > where; ${RESULT}`
    const settings = { epochs: 3, data: { path: "x" } }
    const found = await measured(line, { folder, settings, environment: { WHERE: "here" } })
    expect(found).toEqual({ fitness: 0.5, measures: { loss: 2 } })
    const told = readFileSync(join(folder, "told.json"), "utf8")
    expect(told.endsWith("\n")).toBe(true)
    expect(JSON.parse(told)).toEqual({
      protocol: 1,
      purpose: "evaluate",
      ...TASK,
      space: { kind: "bits", length: 4 },
      settings
    })
    expect(readFileSync(join(folder, "where"), "utf8")).toBe("here\n")
  })

  it("does not learn the secret of its run", async () => {
    process.env.CAMBRIAN_TOKEN = "secret"
    const said = await failure("printenv CAMBRIAN_TOKEN >&2")
    delete process.env.CAMBRIAN_TOKEN
    expect(said.reason).toBe("the program ended with exit code 1")
  })

  it("reports progress; what makes no sense in it, and what else it writes, is passed over", async () => {
    const seen: EvaluationProgress[] = []
    const lines = [
      "loading",
      '{"progress": {"done": 1, "total": 4, "figures": {"loss": 0.5, "note": "x"}}}',
      '{"progress": {"done": NaN, "total": 4}}',
      '{"progress": {"done": "one", "total": 4}}',
      '{"step": 1}',
      '{"progress": {"done": 2, "total": 4}}'
    ]
    const found = await measured(`printf '%s\\n' '${lines.join("' '")}'; ${RESULT}; echo bye`, {}, seen)
    expect(found.fitness).toBe(0.5)
    expect(seen).toEqual([
      { done: 1, total: 4, figures: { loss: 0.5 } },
      { done: 2, total: 4, figures: {} }
    ])
  })

  it("may hand in how its training went, and what it took", async () => {
    const more = { curve: { epoch: [1, 2], trainLoss: [0.9, 0.4] }, resources: { imagesPerSecond: 120 } }
    const line = `echo '${JSON.stringify({ result: { fitness: 1, ...more } })}'`
    expect(await measured(line)).toEqual({ fitness: 1, measures: {}, ...more })
  })

  it("may leave its input unread, its last line open, and something running", async () => {
    const settings = { large: "x".repeat(300_000) }
    const line = `sleep 60 & printf '{"result": {"fitness": 1}}'`
    expect(await measured(line, { settings })).toEqual({ fitness: 1, measures: {} })
  })

  it.each([
    [
      "an exit code",
      `${RESULT}; echo one >&2; echo two >&2; exit 3`,
      "ended with exit code 3; it wrote last: one | two"
    ],
    ["a signal", "kill -SEGV $$", "was killed by SIGSEGV"],
    ["no result", "echo garbage", "ended without a result; .*; it wrote last: garbage"],
    ["nothing at all", "true", 'ended without a result; its last line must be {"result": {"fitness": …}}$'],
    [
      "NaN",
      `echo '{"result": {"fitness": NaN}}'`,
      'result is not understood: it is no JSON: {"result": {"fitness": NaN}}'
    ],
    ["infinity", `echo '{"result": {"fitness": 1e999}}'`, "result is not understood: result.fitness: "],
    ["a text", `echo '{"result": {"fitness": "high"}}'`, "result is not understood: result.fitness: "],
    [
      "a measure that is none",
      `echo '{"result": {"fitness": 1, "measures": {"a": null}}}'`,
      "result.measures.a: "
    ],
    [
      "a curve that is none",
      `echo '{"result": {"fitness": 1, "curve": {"epoch": 1}}}'`,
      "result.curve.epoch: "
    ],
    ["a result cut off", `printf '{"result": {"fitn'`, "result is not understood: it is no JSON"],
    ["two results", `${RESULT}; ${RESULT}`, "wrote more than one result"],
    ["an error of its own", `echo '{"error": "out of memory"}'; exit 1`, "says: out of memory"],
    [
      "colours and bars",
      `printf '\\033[31m 10%%\\r 99%%\\n\\033[0mdead\\n' >&2; exit 1`,
      "wrote last: 99% | dead"
    ]
  ])("that ends with %s has failed this evaluation", async (_what, line, said) => {
    const error = await failure(line)
    expect(error._tag).toBe("EvaluationError")
    expect(error.reason).toMatch(new RegExp(`^the program('s)? .*${said.replace(/[{}|]/g, "\\$&")}`))
    expect(error.reason).not.toMatch(/[\n\r]/)
  })

  it.each([
    [
      "time",
      "echo busy >&2; sleep 60",
      { timeoutSeconds: 0.2 },
      /did not end within 0\.2 s, .*wrote last: busy$/
    ],
    ["a line", "yes | tr -d '\\n'", {}, /wrote a line of more than a million characters/]
  ])("that takes too much (%s) is stopped, and has failed", async (_what, line, changes, said) => {
    expect((await failure(line, changes)).reason).toMatch(said)
  })

  it("keeps only the end of much output", async () => {
    const error = await failure("yes stdout | head -n 50000; seq 1 50000 >&2; exit 1")
    expect(error.reason).toBe(
      `the program ended with exit code 1; it wrote last: ${[3, 4, 5, 6, 7, 8, 9].map((n) => `4999${n}`).join(" | ")} | 50000`
    )
  })
})

it("the program of docs/your-own.md measures what it says, the same for the same seed", async () => {
  const folder = "docs/examples"
  const settings = { noise: 0.5 }
  const ask = (seed: number) =>
    Effect.flatMap(shellEvaluator("", { command: ["./ones.sh"], folder, settings }), ({ evaluate }) =>
      evaluate({ ...TASK, seed }, () => Effect.void)
    ).pipe(Effect.runPromise)
  const first = await ask(9)
  expect(first.measures).toEqual({ ones: 2, test: 0.5 })
  expect(Math.abs(first.fitness - 0.5)).toBeLessThan(0.25)
  expect(await ask(9)).toEqual(first)
  expect((await ask(10)).fitness).not.toBe(first.fitness)
})

describe("a test at the end", () => {
  const make = (line: string) => Effect.runPromise(shellEvaluator(line, { test: true }))

  it("asks with another purpose, and records the fitness as the validation", async () => {
    const line = `grep -q '"purpose":"test"' && echo '{"result": {"fitness": 0.5, "measures": {"test": 0.4}}}'`
    const { test } = await make(line)
    const found = await Effect.runPromise(test!(TASK, () => Effect.void))
    expect(found).toEqual({ fitness: 0.5, measures: { validation: 0.5, test: 0.4 } })
  })

  it("has failed without a test accuracy, and is there only where the config says so", async () => {
    const { test } = await make(RESULT)
    const error = await Effect.runPromise(Effect.flip(test!(TASK, () => Effect.void)))
    expect(error.reason).toContain("no measure “test”")
    expect((await Effect.runPromise(shellEvaluator(RESULT))).test).toBeUndefined()
  })
})

describe("weights", () => {
  const training = `sed -n 's/.*"weights":"\\([^"]*\\)".*/\\1/p' > parent; cat $(cat parent) /dev/null > mine; echo child >> mine; echo '{"result": {"fitness": 1, "weights": "mine"}}'`

  it("are kept by their content, and handed to a child as a file", async () => {
    const [folder, weightsFolder] = [temporaryFolder(), temporaryFolder()]
    const { evaluate } = await Effect.runPromise(shellEvaluator(training, { folder }, weightsFolder))
    const ask = (weights?: string) => Effect.runPromise(evaluate({ ...TASK, weights }, () => Effect.void))
    const first = (await ask()).weights
    expect(first).toBe(sha256("child\n"))
    const second = (await ask(first)).weights
    expect(readdirSync(weightsFolder).sort()).toEqual(
      [`${first}.safetensors`, `${second}.safetensors`].sort()
    )
    expect(readFileSync(join(weightsFolder, `${second}.safetensors`), "utf8")).toBe("child\nchild\n")

    writeFileSync(join(weightsFolder, `${first}.safetensors`), "other")
    const damaged = Effect.flip(evaluate({ ...TASK, weights: first }, () => Effect.void))
    expect((await Effect.runPromise(damaged)).reason).toMatch(/inherited weights .* are damaged/)
  })

  it("that are not where the program says have failed the evaluation", async () => {
    const line = `echo '{"result": {"fitness": 1, "weights": "nowhere"}}'`
    const { evaluate } = await Effect.runPromise(shellEvaluator(line, {}, temporaryFolder()))
    const error = await Effect.runPromise(Effect.flip(evaluate(TASK, () => Effect.void)))
    expect(error).toMatchObject({ _tag: "EvaluationError" })
    expect(error.reason).toContain("the weights nowhere that the program named could not be kept")
  })
})

describe("a program that cannot be started", () => {
  const folder = (files: Readonly<Record<string, readonly [text: string, mode: number]>> = {}) => {
    const made = temporaryFolder()
    for (const [name, [text, mode]] of Object.entries(files)) writeFileSync(join(made, name), text, { mode })
    return made
  }

  it.each([
    ["no-such-program", folder, "there is no program “no-such-program” on the PATH; install it"],
    ["./absent", folder, "there is no program /.*/absent; correct the path"],
    ["./plain", () => folder({ plain: ["", 0o644] }), "/.*/plain may not be executed; run “chmod \\+x”"],
    ["./odd", () => folder({ odd: ["#!/no/such/sh\n", 0o755] }), "/.*/odd wants the interpreter /no/such/sh"]
  ])("(%s) makes the evaluator unavailable", async (program, make, said) => {
    const error = await failure("", { command: [program], folder: make() })
    expect(error._tag).toBe("EvaluatorUnavailable")
    expect(error.reason).toMatch(new RegExp(`^config field evaluator.command: ${said}`))
  })

  it("any more, or that has changed, makes it so at its next evaluation", async () => {
    const place = folder({ run: ['#!/bin/sh\necho \'{"result": {"fitness": 1}}\'\n', 0o755] })
    const file = join(place, "run")
    const fileHashes = { [file]: sha256(readFileSync(file)) }
    const evaluator = await Effect.runPromise(
      shellEvaluator("", { command: ["./run"], folder: place, fileHashes })
    )
    const ask = evaluator.evaluate(TASK, () => Effect.void)
    expect((await Effect.runPromise(ask)).fitness).toBe(1)
    writeFileSync(file, '#!/bin/sh\necho \'{"result": {"fitness": 2}}\'\n')
    expect(await Effect.runPromise(Effect.flip(ask))).toMatchObject({
      _tag: "EvaluatorUnavailable",
      reason: expect.stringContaining(`${file} has changed since the run was begun`)
    })
    rmSync(file)
    expect((await Effect.runPromise(Effect.flip(ask))).reason).toContain("there is no program")
    rmSync(place, { recursive: true })
    expect((await Effect.runPromise(Effect.flip(ask))).reason).toContain("its working folder")
  })
})
