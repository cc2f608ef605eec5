/** The disk is full for a file beyond a size: the run stops with a sentence, loses nothing, and can be resumed. */
import { join } from "node:path"
import { it } from "vitest"
import { temporaryFolder } from "./cambrian-process.ts"
import { expectToSurviveFullDisk } from "./full-disk.ts"

it.skipIf(process.platform === "win32")(
  "a log that may not grow beyond 300 KiB",
  async () => {
    await expectToSurviveFullDisk({
      file: join(temporaryFolder(), "full.db"),
      surroundings: { fileSizeMaxKiB: 300 },
      makeRoom: () => undefined
    })
  },
  60_000
)
