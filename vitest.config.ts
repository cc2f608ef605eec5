import { tmpdir } from "node:os"
import { join } from "node:path"
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/**/*.slow.test.ts", "test/**/*.native.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    pool: "forks",
    // Nothing is remembered among a person's own things.
    env: { CAMBRIAN_CACHE: join(tmpdir(), "cambrian-test-cache") },
    // Tests of processes wait more than they compute; by itself vitest would leave a core idle.
    maxWorkers: "100%"
  }
})
