/** The examples of docs/your-own.md in a folder of a test's own, and the program's answers about runs of them. */
import { copyFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { expect } from "vitest"
import * as z from "zod"
import { summaryShape, verificationShape } from "./answers.ts"
import { cambrian, oneObject, temporaryFolder } from "./cambrian-process.ts"

const EXAMPLES = fileURLToPath(new URL("../../docs/examples/", import.meta.url))

/** A folder with copies of some of the examples. */
export const folderWith = (...names: readonly string[]): string => {
  const folder = temporaryFolder()
  for (const name of names) copyFileSync(join(EXAMPLES, name), join(folder, name))
  return folder
}

export const summaryOf = async (args: readonly string[], cwd: string) => {
  const ended = await cambrian([...args, "--json"], { cwd })
  expect(ended).toMatchObject({ code: 0 })
  return summaryShape.parse(oneObject(ended))
}

const verdictShape = verificationShape.extend({ message: z.string() })

export const verdictOf = async (args: readonly string[], cwd: string) => {
  const ended = await cambrian([...args, "--json"], { cwd })
  return { code: ended.code, ...verdictShape.parse(oneObject(ended)) }
}
