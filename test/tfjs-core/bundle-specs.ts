/**
 * The specs of tfjs-core, which its package brings along, in one file that Node can run: they are written for a bundler,
 * and import folders and files without endings. The copy of tfjs-core that comes into the bundle with them shares its
 * engine, kernels and gradients with the one of this process, through the global object.
 */
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { rolldown } from "rolldown"

/** Where the specs look for the backends to run on: an array of their `TestEnv`, to be set before they are loaded. */
export const ENVIRONMENTS = "tfjsTestEnvironments"

/** Without this list they would run on the backends that register themselves with their own copy. */
const entryOf = (folder: string): string => `
  import { setTestEnvs } from ${JSON.stringify(join(folder, "jasmine_util.js"))}
  setTestEnvs(globalThis.${ENVIRONMENTS})
`

/** The specs ask for a part of jasmine that its package no longer shows, only to set a time limit on it. */
const JASMINE = "jasmine-core/lib/jasmine-core/jasmine.js"
const JASMINE_INSTEAD = "module.exports = { core: () => ({}) }"

/** Writes the bundle to `file`, which is to be loaded by `require` where jasmine's globals are set. */
export const bundleSpecs = async (file: string): Promise<void> => {
  const folder = dirname(createRequire(import.meta.url).resolve("@tensorflow/tfjs-core"))
  const sources = new Map([
    ["\0entry", `import "\0environments"; import ${JSON.stringify(join(folder, "tests.js"))}`],
    ["\0environments", entryOf(folder)],
    ["\0jasmine", JASMINE_INSTEAD]
  ])
  const bundle = await rolldown({
    input: "\0entry",
    platform: "node",
    treeshake: false,
    logLevel: "silent",
    plugins: [
      {
        name: "specs",
        resolveId: (id) => (id === JASMINE ? "\0jasmine" : sources.has(id) ? id : null),
        load: (id) => sources.get(id) ?? null
      }
    ]
  })
  await bundle.write({ file, format: "cjs", codeSplitting: false })
  await bundle.close()
}
