/** What native TensorFlow needs of a machine, and what to do about each thing that is missing. */
import { compilerName, type MachineFacts, pythonName } from "./machine-facts.ts"
import { GIGABYTE, type NativeRelease } from "./native-release.ts"

export interface Wanted {
  readonly folder: string
  readonly release: NativeRelease
  /** A wheel that the person has already, so that nothing of it is to be fetched. */
  readonly hasWheel: boolean
  /** What an earlier, interrupted set-up left there and what need not be made again. */
  readonly presentBytes: number
}

const gigabytes = (bytes: number): string => `${(bytes / GIGABYTE).toFixed(1)} GB`

const isOlder = (version: string, than: string): boolean => {
  const [major = 0, minor = 0] = version.split(".").map(Number)
  const [majorMin = 0, minorMin = 0] = than.split(".").map(Number)
  return major < majorMin || (major === majorMin && minor < minorMin)
}

const platformProblem = ({ platform, architecture }: MachineFacts): string | undefined =>
  platform === "linux" && architecture === "x64"
    ? undefined
    : `it is made for Linux on x64, and this is ${platform} on ${architecture}: train on wasm or webgpu here`

const libraryProblem = ({ glibc }: MachineFacts, { release }: Wanted): string | undefined => {
  if (glibc === undefined) {
    return `TensorFlow needs the GNU C library ${release.glibcMin} or newer, and this system has another one (Alpine, perhaps): use a system with glibc, or train on wasm`
  }
  return isOlder(glibc, release.glibcMin)
    ? `TensorFlow ${release.version} needs the GNU C library ${release.glibcMin} or newer, and this system has ${glibc}: use a newer system, or train on wasm`
    : undefined
}

const diskProblem = (
  { freeBytes, isWritable }: MachineFacts,
  { folder, release, presentBytes }: Wanted
): string | undefined => {
  if (!isWritable) return `${folder} cannot be written to: name another folder by --folder or CAMBRIAN_NATIVE`
  const needed = Math.max(0, release.diskBytes - presentBytes)
  return freeBytes < needed
    ? `${folder} has ${gigabytes(freeBytes)} free and ${gigabytes(needed)} are needed: make room, or name another folder by --folder or CAMBRIAN_NATIVE`
    : undefined
}

const compilerProblem = ({ compiler }: MachineFacts): string | undefined =>
  compiler === undefined
    ? `there is no C++ compiler “${compilerName()}”: install g++ (Debian: apt-get install g++), or name another one by CXX`
    : undefined

const pipProblem = ({ pip }: MachineFacts, { hasWheel, release }: Wanted): string | undefined => {
  if (pip !== undefined || (hasWheel && release.graphics.length === 0)) return undefined
  return `“${pythonName()} -m pip” does not run, and it is what fetches TensorFlow: install pip (Debian: apt-get install python3-pip), name another Python by PYTHON, or give a wheel of ${release.distribution} by --wheel`
}

const npmProblem = ({ npm }: MachineFacts): string | undefined =>
  npm === undefined ? "npm does not run: install it with Node" : undefined

/** All that is missing at once, a sentence each; empty where the set-up can begin. */
export const problemsOf = (facts: MachineFacts, wanted: Wanted): readonly string[] =>
  [
    platformProblem(facts),
    // Elsewhere the C library is another one by nature, and need not be complained of as well.
    facts.platform === "linux" ? libraryProblem(facts, wanted) : undefined,
    diskProblem(facts, wanted),
    compilerProblem(facts),
    pipProblem(facts, wanted),
    npmProblem(facts)
  ].filter((problem) => problem !== undefined)
