/** The presets: configs shipped with the program, one JSON file each. */
import { existsSync, readdirSync, readFileSync } from "node:fs"

const FOLDER = new URL("../../presets/", import.meta.url)

/** In the order of the alphabet, but for the one to begin with. */
export const presetNames = (): readonly string[] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith(".json"))
    .map((name) => name.slice(0, -".json".length))
    .sort()

/** The preset as it stands in its file; undefined where there is none of that name. */
export const readPreset = (name: string): Record<string, unknown> | undefined => {
  const file = new URL(`${name}.json`, FOLDER)
  // A preset is a file of ours, so it is a JSON object; its fields are checked like those of any config.
  return /^[\w-]+$/.test(name) && existsSync(file)
    ? (JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>)
    : undefined
}
