/** The tests that take minutes: `npm run test:slow`. */
import { tmpdir } from "node:os"
import { join } from "node:path"
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.slow.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 30_000,
    pool: "forks",
    // Nothing is remembered among a person's own things.
    env: { CAMBRIAN_CACHE: join(tmpdir(), "cambrian-test-cache") },
    maxWorkers: "100%"
  }
})
