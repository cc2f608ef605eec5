/** A trainer that starts a program and waits for it, to be killed by a test: `node lonely-trainer.ts LINE`. */
import { startGroup } from "../../../src/trainers/command/process-group.ts"

const pass = (bytes: Uint8Array): void => {
  process.stdout.write(bytes)
}

startGroup({
  file: "/bin/sh",
  args: ["-c", process.argv[2] ?? ""],
  folder: "/",
  environment: process.env,
  input: "",
  onOutput: pass,
  onError: pass
})
