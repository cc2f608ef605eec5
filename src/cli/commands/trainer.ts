/** `cambrian trainer`: a trainer process started by hand, which dials the coordinator of a run. */
import { Effect } from "effect"
import { Command, Flag } from "effect/cli"
import { BadInput } from "../../app/bad-input.ts"
import { trainerProcess } from "../../app/trainer-process.ts"
import { say } from "../output.ts"

export const trainerCommand = Command.make(
  "trainer",
  {
    connect: Flag.String("connect").pipe(Flag.withDescription("The coordinator, HOST:PORT")),
    name: Flag.String("name").pipe(
      Flag.withDescription("Which of the run's trainers this is"),
      Flag.withDefault("trainer-0")
    )
  },
  Effect.fnUntraced(function* ({ connect, name }) {
    say(`${name} dials ${connect}; Ctrl-C ends it`)
    const token = process.env.CAMBRIAN_TOKEN ?? ""
    return yield* trainerProcess({ connect, name, token }).pipe(
      Effect.mapError((message) => new BadInput({ message }))
    )
  })
).pipe(Command.withDescription("A trainer that dials the coordinator of a run (its token in CAMBRIAN_TOKEN)"))
