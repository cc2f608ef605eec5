/** Exports of many networks of every space, all of whose operations are among them, read again by other programs. */
import { Effect } from "effect"
import { beforeAll, describe, it } from "vitest"
import { startBackend } from "../../../../src/trainers/tfjs/backends/start-backend.ts"
import { expectTheSameAnswers } from "./asked-again.ts"
import { manySubjects } from "./exported-networks.ts"

beforeAll(async () => {
  await Effect.runPromise(startBackend("wasm"))
})

describe("an exported network", () => {
  it.each(manySubjects().map((subject) => [subject.name, subject] as const))(
    "of %s says the same when reloaded",
    (_, subject) => expectTheSameAnswers(subject)
  )
})
