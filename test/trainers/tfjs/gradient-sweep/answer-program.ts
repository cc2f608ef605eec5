/**
 * A process that starts a backend, computes all cases of the sweep on it, and writes the answers to a file: a process of
 * TensorFlow.js has one backend. Arguments: the backend's name, the file.
 */
import { writeFileSync } from "node:fs"
import { serialize } from "node:v8"
import { Effect } from "effect"
import type { BackendName } from "../../../../src/trainers/tfjs/backends/backend.ts"
import { startBackend } from "../../../../src/trainers/tfjs/backends/start-backend.ts"
import { type Answer, answer } from "./answers.ts"
import { sweepCases } from "./cases.ts"

const [name = "", file = ""] = process.argv.slice(2)
await Effect.runPromise(startBackend(name as BackendName))
const answers: Map<string, Answer> = new Map()
for (const gradientCase of sweepCases()) answers.set(gradientCase.operation, await answer(gradientCase))
writeFileSync(file, serialize(answers))
// A graphics card's driver may hold the process.
process.exit(0)
