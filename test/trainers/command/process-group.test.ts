/** Nothing of a program is left over: when it is broken off, when it ends, when its trainer is killed. */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { fileURLToPath } from "node:url"
import { Effect, Fiber } from "effect"
import { expect, it } from "vitest"
import { converse } from "../../../src/trainers/command/conversation.ts"
import { verdictOf } from "../../../src/trainers/command/verdict.ts"
import type { EvaluationProgress } from "../../../src/trainers/evaluator.ts"
import { isAlive, NODE, until } from "../../cli/cambrian-process.ts"
import { measured, shellEvaluator, TASK } from "./shell-program.ts"

/** Two processes, told by their numbers in a progress line, that would stay for a minute. */
const FAMILY = `sleep 60 & echo "{\\"progress\\": {\\"done\\": $$, \\"total\\": $!}}"; sleep 60`

const gone = (processes: readonly number[]) =>
  until(`${processes.join(" and ")} are gone`, () => !processes.some(isAlive))

it("an evaluation that is broken off takes the whole family with it", async () => {
  const { evaluate } = await Effect.runPromise(shellEvaluator(FAMILY))
  const seen: EvaluationProgress[] = []
  const fiber = Effect.runFork(evaluate(TASK, (progress) => Effect.sync(() => seen.push(progress))))
  await until("it has begun", () => seen.length > 0)
  const family = [seen[0]!.done, seen[0]!.total]
  expect(family.every(isAlive)).toBe(true)
  await Effect.runPromise(Fiber.interrupt(fiber))
  await gone(family)
})

it("a program that has ended leaves nothing running", async () => {
  const seen: EvaluationProgress[] = []
  await measured(`${FAMILY.replace(/; sleep 60$/, "")}; echo '{"result": {"fitness": 1}}'`, {}, seen)
  await gone([seen[0]!.total])
})

it("a trainer that is killed takes the program with it", async () => {
  const trainer = spawn(NODE, [fileURLToPath(new URL("./lonely-trainer.ts", import.meta.url)), FAMILY])
  const [line] = await once(trainer.stdout, "data")
  const { progress } = JSON.parse(String(line))
  const family = [progress.done, progress.total]
  expect(family.every(isAlive)).toBe(true)
  trainer.kill("SIGKILL")
  await gone(family)
})

it("a program that does not end after its result is stopped, and the result counts", async () => {
  const { over } = converse({
    file: "/bin/sh",
    args: ["-c", `echo '{"result": {"fitness": 1}}'; sleep 60`],
    folder: "/",
    environment: process.env,
    input: "",
    timeoutMs: 30_000,
    lingerMs: 50,
    onProgress: () => undefined
  })
  const talk = await over
  expect(talk).toMatchObject({ stopped: "lingered", signal: "SIGKILL" })
  expect(verdictOf(talk, 30)).toEqual({ kind: "result", result: { fitness: 1, measures: {} } })
})
