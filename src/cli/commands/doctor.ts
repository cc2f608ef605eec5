/** `cambrian doctor`: what works on this machine, how fast, and what will be used; exit code 1 where something is wrong. */
import { Effect } from "effect"
import { Command } from "effect/cli"
import { examine } from "../../app/doctor.ts"
import type { Check } from "../../app/doctor-check.ts"
import { answer, answerJson, say } from "../output.ts"
import { shared } from "../root.ts"

const NAME_WIDTH = 9

const mark = ({ ok, isAbsent }: Check): string => {
  if (isAbsent === true) return "--  "
  return ok ? "ok  " : "BAD "
}

const line = (check: Check): string => `${mark(check)} ${check.name.padEnd(NAME_WIDTH)} ${check.finding}`

export const doctorCommand = Command.make(
  "doctor",
  {},
  Effect.fnUntraced(function* () {
    const { file, json } = yield* shared
    const { checks, backends, auto } = yield* examine(file, {
      begin: (backend) => say(`trying ${backend} …`),
      found: (check) => json || answer(line(check))
    })
    const ok = checks.every((check) => check.ok)
    if (!ok) process.exitCode = 1
    if (json) answerJson({ ok, checks, backends, auto })
  })
).pipe(
  Command.withDescription(
    "Look at Node, SQLite, disk, GPUs and every training backend, and say what a run will use"
  )
)
