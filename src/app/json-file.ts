/** A JSON file that a person names: where a name is a path, and what the file holds or why that cannot be had. */
import { readFileSync } from "node:fs"
import { Effect } from "effect"
import { BadInput } from "./bad-input.ts"

/** Some editors begin a text with it; JSON does not know it. */
const BYTE_ORDER_MARK = /^\uFEFF/

/** Whether a name is the path of a file, and not what something of ours is called. */
export const isPath = (name: string): boolean =>
  name.toLowerCase().endsWith(".json") || name.includes("/") || name.includes("\\")

/** `what` says in the sentence what the file should be: “config”, say. */
export const readJsonFile = (path: string, what: string): Effect.Effect<unknown, BadInput> =>
  Effect.try({
    try: () => readFileSync(path, "utf8").replace(BYTE_ORDER_MARK, ""),
    catch: () =>
      new BadInput({ message: `the ${what} file ${path} cannot be read; check its name and its permissions` })
  }).pipe(
    Effect.flatMap((text) =>
      Effect.try({
        try: (): unknown => JSON.parse(text),
        catch: (error) =>
          new BadInput({
            message: `the ${what} file ${path} is not JSON: ${error instanceof Error ? error.message : error}`
          })
      })
    )
  )
