/** A file that was checked is known again, and is not once anything about it has changed. */
import { copyFileSync, renameSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { describe, expect, it } from "vitest"
import { checkedBefore } from "../../src/datasets/checked-files.ts"
import { temporaryFolder } from "../fixtures/temporary-folder.ts"

const setting = () => {
  const folder = temporaryFolder()
  const file = join(folder, "data")
  writeFileSync(file, "what it should hold")
  const later = { folder: join(folder, "cache"), nowMs: Date.now() + 10_000 }
  const isKnown = (checksum = "sum") => checkedBefore(file, checksum, later).isKnown
  checkedBefore(file, "sum", later).remember()
  return { folder, file, later, isKnown }
}

describe("a file that was checked", () => {
  it("is known again, with that checksum alone", () => {
    const { isKnown } = setting()
    expect(isKnown()).toBe(true)
    expect(isKnown("another sum")).toBe(false)
  })

  it("is not known once it was written to, even with the same bytes", async () => {
    const { file, isKnown } = setting()
    // Longer than a tick of the clock that files have their times from.
    await pause(30)
    writeFileSync(file, "what it should hold")
    expect(isKnown()).toBe(false)
  })

  it("is not known once another took its place, or it is gone", () => {
    const { folder, file, later, isKnown } = setting()
    copyFileSync(file, join(folder, "other"))
    renameSync(join(folder, "other"), file)
    expect(isKnown()).toBe(false)
    rmSync(file)
    expect(isKnown()).toBe(false)
    checkedBefore(file, "sum", later).remember()
    expect(isKnown()).toBe(false)
  })

  it("is not remembered while it is new, since it could be written to again without a trace", () => {
    const { file, later } = setting()
    writeFileSync(file, "what it should hold")
    const now = { folder: later.folder, nowMs: Date.now() }
    checkedBefore(file, "sum", now).remember()
    expect(checkedBefore(file, "sum", now).isKnown).toBe(false)
  })

  it("does no harm where nothing can be remembered", () => {
    const { file, later } = setting()
    const nowhere = { ...later, folder: file }
    checkedBefore(file, "sum", nowhere).remember()
    expect(checkedBefore(file, "sum", nowhere).isKnown).toBe(false)
  })
})
