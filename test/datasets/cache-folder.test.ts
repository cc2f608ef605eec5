/** Where what is remembered lies. */
import { resolve } from "node:path"
import { expect, it } from "vitest"
import { cacheFolder } from "../../src/datasets/cache-folder.ts"

it.each([
  [{ CAMBRIAN_CACHE: "here", XDG_CACHE_HOME: "/cache" }, resolve("here")],
  [{ XDG_CACHE_HOME: "/cache" }, "/cache/cambrian"],
  [{ CAMBRIAN_CACHE: "" }, "/home/me/.cache/cambrian"]
])("with %j is %s", (environment, folder) => {
  expect(cacheFolder(environment, "/home/me")).toBe(folder)
})
