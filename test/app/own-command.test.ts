/** The program that a config names: where its files are looked for, what a run records of them, and when it is refused. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { resolveConfig } from "../../src/app/config.ts"
import { requireFiles } from "../../src/app/own-files.ts"
import { sha256 } from "../../src/domain/canonical-json.ts"
import type { RunConfig } from "../../src/domain/run-config.ts"
import { temporaryFolder } from "../fixtures/temporary-folder.ts"

const PROGRAM = "#!/bin/sh\nexit 0\n"

/** A folder with a config, a script and what the script reads. */
const folderWith = (evaluator: object): string => {
  const folder = temporaryFolder()
  mkdirSync(join(folder, "code"))
  writeFileSync(join(folder, "code/train.sh"), PROGRAM, { mode: 0o755 })
  writeFileSync(join(folder, "code/model.sh"), "# a model\n")
  const space = { kind: "bits", length: 4 }
  const policy = { kind: "aging", populationSize: 4, sampleSize: 2 }
  const config = { seed: 1, cycles: 4, space, policy, evaluator: { kind: "command", ...evaluator } }
  writeFileSync(join(folder, "run.json"), JSON.stringify(config))
  return folder
}

const resolved = (folder: string, ...set: readonly string[]): Effect.Effect<RunConfig, { message: string }> =>
  resolveConfig({ source: join(folder, "run.json"), set, overrides: {} })

const refusalOf = (effect: Effect.Effect<unknown, { message: string }>): Promise<string> =>
  Effect.runPromise(Effect.map(Effect.flip(effect), ({ message }) => message))

describe("a config with a program", () => {
  it("records its files by absolute paths and contents, and leaves words and the machine's programs alone", async () => {
    const folder = folderWith({
      command: ["sh", "code/train.sh", "--rate", "0.1", "sh"],
      files: ["code/model.sh"]
    })
    const { evaluator } = await Effect.runPromise(resolved(folder))
    const [script, model] = [join(folder, "code/train.sh"), join(folder, "code/model.sh")]
    expect(evaluator).toMatchObject({
      command: ["sh", script, "--rate", "0.1", "sh"],
      folder,
      files: [model],
      fileHashes: { [script]: sha256(PROGRAM), [model]: sha256("# a model\n") }
    })
  })

  it("looks for what it names in the working folder of the program first, and pins a program of one's own", async () => {
    const folder = folderWith({ command: ["./train.sh", "model.sh"], folder: "code" })
    const { evaluator } = await Effect.runPromise(resolved(folder))
    const [script, model] = [join(folder, "code/train.sh"), join(folder, "code/model.sh")]
    expect(evaluator).toMatchObject({ command: [script, model], folder: join(folder, "code") })
    expect(Object.keys(evaluator.fileHashes as object)).toEqual([script, model])
  })

  it.each([
    [
      { command: ["no-such-program"] },
      "evaluator.command: there is no program “no-such-program” on the PATH"
    ],
    [{ command: ["./absent.sh"] }, "evaluator.command: there is no program /.*/absent.sh"],
    [{ command: ["code/model.sh"] }, "evaluator.command: /.*/code/model.sh may not be executed"],
    [{ command: ["sh", "trian.sh"] }, "evaluator.command: there is no file /.*/trian.sh"],
    [{ command: ["sh"], files: ["absent"] }, "evaluator.files: there is no file /.*/absent"],
    [{ command: ["sh"], folder: "absent" }, "evaluator.folder: there is no folder /.*/absent"]
  ])("is refused before anything is begun: %j", async (evaluator, said) => {
    expect(await refusalOf(resolved(folderWith(evaluator)))).toMatch(new RegExp(`^config field ${said}`))
  })
})

it("a recorded config is refused when a file of its program has changed or gone", async () => {
  const folder = folderWith({ command: ["sh", "code/train.sh"] })
  const config = await Effect.runPromise(resolved(folder))
  await Effect.runPromise(requireFiles(config))
  const script = join(folder, "code/train.sh")
  expect(readFileSync(script, "utf8")).toBe(PROGRAM)
  writeFileSync(script, `${PROGRAM}# otherwise\n`)
  expect(await refusalOf(requireFiles(config))).toMatch(/train\.sh has changed: .* start a new run/)
  rmSync(script)
  expect(await refusalOf(requireFiles(config))).toMatch(
    /train\.sh, which the run was begun with, is not there/
  )
})
