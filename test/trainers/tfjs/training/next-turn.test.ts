import { expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { nextTurn } from "../../../../src/trainers/tfjs/training/next-turn.ts"

/** Holds the thread, as a step of training does. */
const holdThread = (milliseconds: number): void => {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

it.live("a heartbeat that fell due during a step has been sent before the next step", () =>
  Effect.gen(function* () {
    const happened: string[] = []
    const heart = yield* Effect.forkChild(
      Effect.sync(() => happened.push("beat")).pipe(
        Effect.andThen(Effect.yieldNow),
        Effect.andThen(Effect.sync(() => happened.push("sent"))),
        Effect.delay(2)
      ),
      { startImmediately: true }
    )
    holdThread(10)
    happened.push("step")
    yield* nextTurn
    happened.push("next step")
    yield* Fiber.join(heart)
    expect(happened).toEqual(["step", "beat", "sent", "next step"])
  })
)
