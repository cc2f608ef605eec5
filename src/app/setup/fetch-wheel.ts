/**
 * Fetches a wheel by pip, which knows the person's own package index, proxies and certificates. The tags name the
 * wheel and not the Python that runs, so any pip will do, and nothing is installed into Python.
 */
import { mkdirSync, readdirSync, rmSync, statSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { BadInput } from "../bad-input.ts"
import { runChild } from "./child-command.ts"
import { pythonName } from "./machine-facts.ts"
import type { ReportStep } from "./setup-step.ts"

export interface WantedWheel {
  readonly distribution: string
  readonly version: string
  readonly bytes: number
}

const PLATFORMS = ["manylinux_2_27_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"]
const LOOK_EVERY = "250 millis"

const bytesUnder = (folder: string): number => {
  let bytes = 0
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    bytes += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0
  }
  return bytes
}

/** pip itself says nothing of how far it is where it writes to a pipe, but its file can be seen to grow. */
const watch = (folder: string, { bytes }: WantedWheel, report: ReportStep): Effect.Effect<never> =>
  Effect.sync(() => {
    try {
      report({ doneBytes: Math.min(bytes, bytesUnder(folder)), totalBytes: bytes })
    } catch {
      // A file that vanishes while it is looked at is pip's own business.
    }
  }).pipe(Effect.delay(LOOK_EVERY), Effect.forever)

/** Gives the path of the wheel, in `into`, an empty folder; what pip needs on the way is below it as well. */
export const fetchWheel = Effect.fnUntraced(function* (
  wanted: WantedWheel,
  into: string,
  report: ReportStep
) {
  const half = join(into, "half")
  mkdirSync(half, { recursive: true })
  const tags = ["--python-version", "3.11", "--implementation", "cp", "--abi", "cp311", "--abi", "none"]
  const fetching = runChild({
    program: pythonName(),
    args: [
      ...["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--no-cache-dir"],
      ...["--disable-pip-version-check", "--no-input", "--progress-bar", "off", ...tags],
      ...PLATFORMS.flatMap((platform) => ["--platform", platform]),
      ...["--dest", into, `${wanted.distribution}==${wanted.version}`]
    ],
    folder: into,
    environment: { TMPDIR: half },
    purpose: `fetching ${wanted.distribution} ${wanted.version}`
  })
  yield* Effect.raceFirst(fetching, watch(into, wanted, report))
  rmSync(half, { recursive: true, force: true })
  const name = readdirSync(into).find((file) => file.endsWith(".whl"))
  if (name !== undefined) return join(into, name)
  return yield* new BadInput({
    message: `pip fetched no wheel of ${wanted.distribution} ${wanted.version}; fetch one by hand and give it by --wheel`
  })
})
