/** Where a trainer process is told to keep what it compiles: where a person wants it, otherwise in the cache. */
import { join } from "node:path"
import { afterEach, expect, it, vi } from "vitest"
import { compiledCodeEnvironment } from "../../src/app/compiled-code.ts"

afterEach(() => vi.unstubAllEnvs())

it("is in the cache's folder, unless Node has been told of another", () => {
  vi.stubEnv("NODE_COMPILE_CACHE", undefined)
  vi.stubEnv("CAMBRIAN_CACHE", "/cache")
  expect(compiledCodeEnvironment()).toEqual({ NODE_COMPILE_CACHE: join("/cache", "compiled") })
  vi.stubEnv("NODE_COMPILE_CACHE", "/elsewhere")
  expect(compiledCodeEnvironment()).toEqual({})
})
