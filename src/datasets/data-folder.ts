/** Where data sets lie that do not come with a package: one folder for all of them, of the person's choice. */
import { homedir } from "node:os"
import { join } from "node:path"

type Environment = Readonly<Record<string, string | undefined>>

/** `CAMBRIAN_DATA`, otherwise `cambrian/data` where the system keeps a person's data (XDG Base Directory). */
export const dataFolder = (environment: Environment = process.env): string =>
  environment.CAMBRIAN_DATA ||
  join(environment.XDG_DATA_HOME || join(homedir(), ".local", "share"), "cambrian", "data")
