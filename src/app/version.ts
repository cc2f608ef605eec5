/** The version of this program, from its package file; recorded in the first event of every run. */
import { readFileSync } from "node:fs"
import * as z from "zod"

const packageFile = readFileSync(new URL("../../package.json", import.meta.url), "utf8")

export const ENGINE_VERSION: string = z.object({ version: z.string() }).parse(JSON.parse(packageFile)).version
