/** A set-up that is killed by SIGKILL while it does what the second argument says, in the folder of the first. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect } from "effect"
import { setUpNative } from "../../../src/app/setup/native-setup.ts"
import type { SetupTools } from "../../../src/app/setup/setup-tools.ts"
import { fakeTools, GOOD_MACHINE } from "./fake-setup.ts"

const [, , folder = "", moment = ""] = process.argv
const die = Effect.sync(() => process.kill(process.pid, "SIGKILL")).pipe(Effect.andThen(Effect.never))
const deadly: Partial<SetupTools> = {
  ...(moment === "fetching" && {
    fetchWheel: (_wanted, into) =>
      Effect.sync(() => writeFileSync(join(into, "half.whl"), "PK")).pipe(Effect.andThen(die))
  }),
  ...(moment === "compiling" && { compile: () => die }),
  ...(moment === "checking" && { tryGradients: () => die })
}
await Effect.runPromise(
  Effect.scoped(
    setUpNative({ folder, gpu: false, wheel: undefined }, () => undefined, {
      tools: fakeTools([], deadly),
      lookAtMachine: async () => GOOD_MACHINE
    })
  ).pipe(Effect.provide(NodeServices.layer))
)
