/** `cambrian doctor`: what works on this machine, how fast, and what will be used; exit code 1 where something is wrong. */
import { Effect } from "effect"
import { Command } from "effect/cli"
import { examine } from "../../app/doctor.ts"
import { answer, answerJson, say } from "../output.ts"
import { shared } from "../root.ts"

const NAME_WIDTH = 9

export const doctorCommand = Command.make(
  "doctor",
  {},
  Effect.fnUntraced(function* () {
    const { file, json } = yield* shared
    if (!json) say("looking at this machine; a small network is trained, which takes some seconds …")
    const checks = yield* examine(file)
    const ok = checks.every((check) => check.ok)
    if (!ok) process.exitCode = 1
    if (json) return answerJson({ ok, checks })
    const lines = checks.map(
      (check) => `${check.ok ? "ok  " : "BAD "} ${check.name.padEnd(NAME_WIDTH)} ${check.finding}`
    )
    return answer(lines.join("\n"))
  })
).pipe(Command.withDescription("Look at Node, SQLite, disk, GPUs and training, and say what will be used"))
