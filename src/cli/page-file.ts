/** The file that a page goes to: asked before hours of work whether it can be written, and written at the end. */
import { accessSync, constants, existsSync, statSync, writeFileSync } from "node:fs"
import { dirname } from "node:path"
import { Effect } from "effect"
import { BadInput } from "../app/bad-input.ts"

/** Leaves nothing behind. */
export const checkPageFile = (file: string): Effect.Effect<void, BadInput> =>
  attempt(file, () => {
    const exists = existsSync(file)
    if (exists && statSync(file).isDirectory()) throw new Error("it is a folder")
    if (!existsSync(dirname(file))) throw new Error(`there is no folder ${dirname(file)}`)
    accessSync(exists ? file : dirname(file), constants.W_OK)
  })

export const writePageFile = (file: string, text: string): Effect.Effect<void, BadInput> =>
  attempt(file, () => writeFileSync(file, text))

const attempt = (file: string, act: () => void): Effect.Effect<void, BadInput> =>
  Effect.try({
    try: act,
    catch: (error) =>
      new BadInput({
        message: `the page cannot be written to ${file}: ${error instanceof Error ? error.message : error}`
      })
  })
