/**
 * The house rules that a program can check: who may import whom, no cycles, no dead files, short files, and what
 * is banned, each ban with what to use in its place. The rules' reasons are in docs/architecture.md.
 */
import { readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join, normalize, relative } from "node:path"
import { fileURLToPath } from "node:url"
import { describe, expect, it } from "vitest"

const SOURCE = fileURLToPath(new URL("../src/", import.meta.url))
/** Another language, AssemblyScript, whose compiler checks it. */
const ASSEMBLY = "trainers/tfjs/wasm/assembly/"

/** Files that somebody starts: a command, or a process started by its path. All else must be imported. */
const ENTRY_POINTS = [
  "cli/main.ts",
  "app/trainer-process.ts",
  "app/setup/native-trial.ts",
  "app/backends/trial-process.ts"
]
/** The port's second implementation, without which no simulation would be quick; only tests start it. */
const FOR_TESTS = ["log/memory-log.ts"]
const LINES_MAX = 300
const LINES_MEDIAN_MAX = 130

/** What each folder may import of the others: whole folders, or the files that are its ports. */
const PORTS_OF_THE_LOG = ["log/event-log.ts", "log/event-row.ts", "log/rebuild.ts", "log/row.ts"]
const PORTS_OF_TRAINERS = ["trainers/trainer.ts", "trainers/evaluator.ts"]
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  spaces: ["domain/"],
  log: ["domain/"],
  datasets: ["domain/", "spaces/"],
  trainers: ["domain/", "spaces/", "datasets/"],
  actors: ["domain/", ...PORTS_OF_THE_LOG, ...PORTS_OF_TRAINERS],
  replay: ["domain/", ...PORTS_OF_THE_LOG],
  analysis: ["domain/", ...PORTS_OF_THE_LOG],
  app: ["domain/", "spaces/", "log/", "datasets/", "trainers/", "actors/", "replay/", "analysis/"],
  cli: ["domain/", "replay/", "analysis/", "app/"],
  web: ["domain/", "replay/", "analysis/", "app/"]
}

/** Which files may know a foreign package; one that matches no line may be known to nobody. */
const FOREIGN: readonly (readonly [RegExp, RegExp])[] = [
  [/^better-sqlite3$/, /^log\/sqlite-database\.ts$/],
  [/^@tensorflow\//, /^trainers\/tfjs\//],
  [/^sharp$/, /^datasets\/formats\/decode-image\.ts$/],
  [/^zod$/, /^(domain|spaces|log|datasets|trainers|app|cli|web)\//],
  [/^node:crypto$/, /^(domain\/canonical-json\.ts|trainers\/|datasets\/|app\/)/],
  [/^effect\/(rpc|socket|process)$/, /^(trainers\/process|app)\//],
  [/^effect\/(cli|http)$/, /^(cli|web)\//],
  [/^effect$/, /^(log|datasets|trainers|actors|replay|analysis|app|cli|web)\//],
  [/^@effect\/platform-node\//, /^(trainers\/process|app|cli|web)\//],
  [/^node:/, /^(log|datasets|trainers|app|cli|web)\//]
]

const LOGICAL = /^(domain|spaces|actors|log|replay)\//
const BANS: readonly { what: RegExp; where: RegExp; instead: string }[] = [
  { what: /\bMath\.random\b/, where: /./, instead: "randomStream(seed, name, index)" },
  {
    what: /\btf\.(random\w*|truncatedNormal|multinomial|dropout|util\.shuffle\w*)\b|\blayers\.\w*dropout\b/i,
    where: /./,
    instead:
      "randomStream(seed, name, index): TensorFlow.js takes seed 0 for none, repeats masks, shuffles unseeded"
  },
  {
    what: /\btf\.train\.|\.fit(Dataset)?\(/,
    where: /./,
    instead: "trainers/tfjs/training/: TensorFlow.js shuffles without a seed, and its optimisers leak"
  },
  { what: /\bDate\.now\b/, where: LOGICAL, instead: "Clock.currentTimeMillis, in an actor" },
  { what: /\bperformance\.now\b/, where: LOGICAL, instead: "Clock.currentTimeMillis, in an actor" },
  { what: /\bnew Date\(/, where: LOGICAL, instead: "a number of milliseconds from the event" },
  { what: /\b(TODO|FIXME|XXX)\b/, where: /./, instead: "doing it, or an issue" },
  { what: /\bas any\b|: any\b/, where: /./, instead: "unknown and a schema" },
  { what: /^\s*(export )?(const )?enum\b/m, where: /./, instead: "a union of literals" },
  { what: /^export default\b/m, where: /./, instead: "a named export" },
  { what: /^export (\*|\{[^}]*\}) from/m, where: /./, instead: "an import from the file itself" },
  { what: /@ts-(ignore|nocheck)\b/, where: /./, instead: "types that fit" }
]

interface SourceFile {
  readonly path: string
  readonly text: string
  readonly lines: number
  /** Files of ours by path, and foreign packages by name; imports of types count like any other. */
  readonly imports: readonly string[]
  readonly packages: readonly string[]
}

const IMPORTS =
  /(?:^|\n)(?:import|export)\s[^"';]*?from\s+"([^"]+)"|(?:^|\n)import\s+"([^"]+)"|\bimport\(\s*"([^"]+)"/g

const load = (path: string): SourceFile => {
  const text = readFileSync(join(SOURCE, path), "utf8")
  const specifiers = [...text.matchAll(IMPORTS)].map(
    ([, named, bare, dynamic]) => named ?? bare ?? dynamic ?? ""
  )
  const isOurs = (specifier: string): boolean => specifier.startsWith(".")
  return {
    path,
    text,
    lines: text.split("\n").length - 1,
    imports: specifiers.filter(isOurs).map((specifier) => normalize(join(dirname(path), specifier))),
    packages: specifiers.filter((specifier) => !isOurs(specifier))
  }
}

const files = readdirSync(SOURCE, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
  .map((entry) => relative(SOURCE, join(entry.parentPath, entry.name)))
  .filter((path) => !path.startsWith(ASSEMBLY))
  .map(load)
const byPath = new Map(files.map((file) => [file.path, file]))
const folderOf = (path: string): string => path.split("/")[0] ?? ""

const findCycle = (): readonly string[] => {
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    if (trail.includes(path)) return [...trail.slice(trail.indexOf(path)), path]
    if (done.has(path)) return []
    for (const next of byPath.get(path)?.imports ?? []) {
      const cycle = visit(next, [...trail, path])
      if (cycle.length > 0) return cycle
    }
    done.add(path)
    return []
  }
  for (const { path } of files) {
    const cycle = visit(path, [])
    if (cycle.length > 0) return cycle
  }
  return []
}

const reachable = (): ReadonlySet<string> => {
  const reached = new Set<string>()
  const visit = (path: string): void => {
    if (reached.has(path)) return
    reached.add(path)
    for (const next of byPath.get(path)?.imports ?? []) visit(next)
  }
  for (const path of [...ENTRY_POINTS, ...FOR_TESTS]) visit(path)
  return reached
}

describe("the house", () => {
  it("has files, and every import of ours leads to one", () => {
    expect(files.length).toBeGreaterThan(50)
    const missing = files.flatMap(({ path, imports }) =>
      imports.filter((target) => !byPath.has(target)).map((target) => `${path} imports ${target}`)
    )
    expect(missing).toEqual([])
  })

  it("imports only downwards, as the table of layers says", () => {
    const breaches = files.flatMap(({ path, imports }) => {
      const allowed = [`${folderOf(path)}/`, ...(LAYERS[folderOf(path)] ?? [])]
      return imports
        .filter((target) => !allowed.some((prefix) => target.startsWith(prefix)))
        .map((target) => `${path} must not import ${target}`)
    })
    expect(breaches).toEqual([])
    expect(files.filter(({ path }) => LAYERS[folderOf(path)] === undefined).map(({ path }) => path)).toEqual(
      []
    )
  })

  it("knows each foreign package only where it is meant to be known", () => {
    const breaches = files.flatMap(({ path, packages }) =>
      packages
        .filter((name) => FOREIGN.find(([of]) => of.test(name))?.[1].test(path) !== true)
        .map((name) => `${path} must not import ${name}`)
    )
    expect(breaches).toEqual([])
  })

  it("has no import cycle", () => {
    expect(findCycle()).toEqual([])
  })

  it("has no dead file: all are reached from an entry point", () => {
    const reached = reachable()
    expect(files.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([])
  })
})

describe("a file", () => {
  it(`has at most ${LINES_MAX} lines, and the median fewer than ${LINES_MEDIAN_MAX}`, () => {
    expect(
      files.filter(({ lines }) => lines > LINES_MAX).map(({ path, lines }) => `${path}: ${lines}`)
    ).toEqual([])
    const lengths = files.map(({ lines }) => lines).sort((a, b) => a - b)
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThan(LINES_MEDIAN_MAX)
  })

  it("is named in kebab-case by its one idea, and is no barrel and no drawer", () => {
    const names = files.map(({ path }) => path)
    expect(names.filter((path) => !/^[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(basename(path)))).toEqual([])
    expect(names.filter((path) => /^(index|utils?|helpers?|common|misc)\.ts$/.test(basename(path)))).toEqual(
      []
    )
  })

  it("opens with what it is for", () => {
    const headless = files.filter(({ text }) => !/^(#!.*\n)?\/\*\*/.test(text))
    expect(headless.map(({ path }) => path)).toEqual([])
  })

  it.each(BANS)("has no $what; use $instead", ({ what, where }) => {
    const breaches = files.filter(({ path, text }) => where.test(path) && what.test(text))
    expect(breaches.map(({ path }) => path)).toEqual([])
  })
})
