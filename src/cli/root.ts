/** What all commands share: the program's name, `--db` and `--json`. */
import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"

const DEFAULT_FILE = "cambrian.db"

export const root = Command.make("cambrian").pipe(
  Command.withSharedFlags({
    db: Flag.String("db").pipe(
      Flag.withDescription(`The log, a SQLite file (default: ${DEFAULT_FILE} here, or CAMBRIAN_DB)`),
      Flag.optional
    ),
    json: Flag.Boolean("json").pipe(
      Flag.withDescription("Answer with one JSON object on stdout and nothing else"),
      Flag.withDefault(false)
    )
  }),
  Command.withDescription(
    "Evolve neural architectures; every birth, evaluation and death is in a log that replays"
  )
)

/** The shared flags as a command was given them. */
export const shared = Effect.map(root, ({ db, json }) => ({
  json,
  file: Option.getOrElse(db, () => process.env.CAMBRIAN_DB || DEFAULT_FILE)
}))

export const runArgument = Argument.String("run").pipe(
  Argument.withDescription("A run: its id, its name, or “last” for the newest")
)

export const individualArgument = Argument.Int("individual").pipe(
  Argument.withDescription("An individual: its birth number, from 0")
)
