/** Modules that people wrote, in whatever state they are: loaded, or refused in one sentence that names the file. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, it } from "vitest"
import { loadUserModule } from "../../src/app/user-module.ts"
import { OutsideProblem } from "../../src/domain/outside-problem.ts"
import { temporaryFolder } from "../fixtures/temporary-folder.ts"

const fileOf = (name: string, text: string): string => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, "asleep.ts"), "export const nap = await Promise.resolve(1)\n")
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

it.each([
  ["mine.ts", "interface A { readonly b: number }\nexport const space = (a: A): number => a.b"],
  ["mine.mjs", "export const space = (a) => a.b"],
  ["mine.js", "export const space = (a) => a.b"],
  ["mine.cjs", "exports.space = (a) => a.b"]
])("%s is loaded", (name, text) => {
  const { space } = loadUserModule(fileOf(name, text))
  expect(typeof space === "function" && space({ b: 3 })).toBe(3)
})

it.each([
  [
    "that waits",
    "mine.ts",
    "export const space = await Promise.resolve(1)",
    "has an “await” outside any function"
  ],
  [
    "that imports one that waits",
    "mine.ts",
    'import { nap } from "./asleep.ts"\nexport const space = nap',
    "or a module that it imports"
  ],
  [
    "with more than types",
    "mine.ts",
    "export enum Shape { Round }",
    "Node runs TypeScript by leaving its types out"
  ],
  ["with a mistake", "mine.ts", "export const space = ;", "cannot be loaded: "],
  [
    "that imports what is not there",
    "mine.ts",
    'import { x } from "./absent.ts"\nexport const y = x',
    "absent.ts"
  ],
  ["that throws", "mine.js", 'throw new Error("no\\nluck")', "cannot be loaded: no luck"]
])("a module %s is refused", (_what, name, text, said) => {
  const file = fileOf(name, text)
  expect(() => loadUserModule(file)).toThrow(OutsideProblem)
  expect(() => loadUserModule(file)).toThrow(said)
  expect(() => loadUserModule(file)).toThrow(new RegExp(`^the module ${file} cannot be loaded: [^\n]+$`))
})
