/**
 * The tests of native TensorFlow, for machines that can have it: `npm run test:native`. They set it up where
 * CAMBRIAN_NATIVE says, or in a folder that is deleted afterwards.
 */
import { defineConfig } from "vitest/config"

export default defineConfig({
  test: {
    include: ["test/**/*.native.test.ts"],
    globalSetup: ["test/native/set-up.ts"],
    testTimeout: 300_000,
    hookTimeout: 600_000,
    pool: "forks",
    maxWorkers: 1
  }
})
