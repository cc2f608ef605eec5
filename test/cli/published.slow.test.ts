/** The program as it is published: built, it trains the same networks to the same bits as the sources do. */
import { execFileSync } from "node:child_process"
import { cpSync, existsSync, readFileSync, symlinkSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect, it } from "vitest"
import { cambrian, NODE, oneObject, rowsOf, temporaryFolder } from "./cambrian-process.ts"
import { eventsOf } from "./hardship.ts"

const REPOSITORY = fileURLToPath(new URL("../../", import.meta.url))
const RUN = ["run", "mnist", "--cycles", "4", "--schedule", "deterministic", "--json"]
const SMALL = [
  "policy.populationSize=3",
  "window=2",
  "evaluator.examples=128",
  "evaluator.validationExamples=100"
]
const ARGUMENTS = [...RUN, ...SMALL.flatMap((setting) => ["--set", setting])]

/** A folder with all that the package has, built from these sources, beside what is installed here. */
const built = (): string => {
  const folder = temporaryFolder()
  const parts = [
    "src",
    "data",
    "migrations",
    "presets",
    "package.json",
    "tsconfig.json",
    "tsconfig.build.json"
  ]
  for (const part of [...parts, "rolldown.config.js"])
    cpSync(join(REPOSITORY, part), join(folder, part), { recursive: true })
  symlinkSync(join(REPOSITORY, "node_modules"), join(folder, "node_modules"))
  execFileSync("npm", ["run", "build"], { cwd: folder, stdio: "pipe" })
  return folder
}

const fitnessIn = (file: string) =>
  eventsOf(rowsOf(file)).flatMap((event) =>
    event.kind === "EvaluationRecorded" ? [[event.individual, event.fitness, event.measures] as const] : []
  )

it("finds what the sources find", async () => {
  const [folder, mine, published] = [built(), temporaryFolder(), temporaryFolder()]
  expect(existsSync(join(folder, "dist/trainer/trainer-process.js"))).toBe(true)
  const licences = readFileSync(join(folder, "dist/trainer/LICENSES.txt"), "utf8")
  for (const name of ["effect", "zod"]) expect(licences).toMatch(new RegExp(`^${name}\\n\\n.*MIT`, "ms"))

  const sources = oneObject(await cambrian(ARGUMENTS, { cwd: mine }))
  const program = join(folder, "dist/cli/main.js")
  const said = execFileSync(NODE, [program, ...ARGUMENTS], {
    cwd: published,
    encoding: "utf8",
    stdio: "pipe"
  })
  const answer = JSON.parse(said)
  expect(answer).toMatchObject({ status: "finished", evaluations: 4, failures: 0 })
  expect(answer.lineageHash).toBe((sources as { lineageHash: string }).lineageHash)
  expect(fitnessIn(join(published, "cambrian.db")).sort()).toEqual(
    fitnessIn(join(mine, "cambrian.db")).sort()
  )
}, 300_000)
