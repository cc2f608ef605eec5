/** Keeps two set-ups from working in one folder. A lock whose process is gone is nobody's. */
import { readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect, type Scope } from "effect"
import { BadInput } from "../bad-input.ts"

const isAlive = (processId: number): boolean => {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM"
  }
}

const holderOf = (path: string): number | undefined => {
  try {
    const holder = Number(readFileSync(path, "utf8"))
    return Number.isInteger(holder) && holder > 0 && isAlive(holder) ? holder : undefined
  } catch {
    return undefined
  }
}

const take = (path: string): void => {
  try {
    writeFileSync(path, String(process.pid), { flag: "wx" })
  } catch {
    rmSync(path, { force: true })
    writeFileSync(path, String(process.pid), { flag: "wx" })
  }
}

export const lockSetup = (folder: string): Effect.Effect<void, BadInput, Scope.Scope> => {
  const path = join(folder, "setup.lock")
  const taking = Effect.suspend(() => {
    const holder = holderOf(path)
    return holder === undefined
      ? Effect.sync(() => take(path))
      : Effect.fail(
          new BadInput({
            message: `process ${holder} is setting up native TensorFlow in ${folder} at this moment; wait for it, or delete ${path} if that process is something else`
          })
        )
  })
  return Effect.acquireRelease(taking, () => Effect.sync(() => rmSync(path, { force: true }))).pipe(
    Effect.asVoid
  )
}
