/**
 * The shortest labels that tell configs apart: `aging` and `random`, or `aging policy.sampleSize=10` and
 * `aging policy.sampleSize=25`. A label says what differs and nothing that is common to all.
 */
import { canonicalJson, type Json } from "../../domain/canonical-json.ts"

type Leaves = ReadonlyMap<string, Json>

const isTree = (value: Json): value is { readonly [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** The values of a config by dotted path. */
const leavesOf = (value: Json, prefix: string, leaves: Map<string, Json>): Leaves => {
  if (!isTree(value)) return leaves.set(prefix, value)
  for (const [key, field] of Object.entries(value))
    leavesOf(field, prefix === "" ? key : `${prefix}.${key}`, leaves)
  return leaves
}

interface Labelled {
  readonly index: number
  readonly leaves: Leaves
}

/** One label for each config, in order; equal configs get equal labels, and a config alone gets an empty one. */
export const labelsOf = (configs: readonly Json[]): readonly string[] => {
  const labels = new Array<string>(configs.length).fill("")
  const all = configs.map((config, index) => ({ index, leaves: leavesOf(config, "", new Map()) }))
  name(all, [], labels)
  return labels
}

/** Splits a group by the path that tells most of it apart, and each part again, until all are told apart. */
const name = (group: readonly Labelled[], said: readonly string[], labels: string[]): void => {
  const path = tellingPath(group)
  if (path === undefined) {
    for (const { index } of group) labels[index] = said.join(" ")
    return
  }
  for (const part of partsBy(group, path)) {
    const value = part[0]?.leaves.get(path)
    const word = value === undefined ? [] : [wordFor(path, value)]
    name(part, [...said, ...word], labels)
  }
}

const partsBy = (group: readonly Labelled[], path: string): readonly (readonly Labelled[])[] => {
  const parts = new Map<string, Labelled[]>()
  for (const labelled of group) {
    const value = labelled.leaves.get(path)
    const key = value === undefined ? "" : canonicalJson(value)
    parts.set(key, [...(parts.get(key) ?? []), labelled])
  }
  return [...parts.values()]
}

/** Kinds are worth most, since other fields belong to them; then what makes most parts; then what comes first. */
const tellingPath = (group: readonly Labelled[]): string | undefined => {
  const paths = [...new Set(group.flatMap(({ leaves }) => [...leaves.keys()]))]
  let best: { readonly path: string; readonly worth: number } | undefined
  for (const path of paths) {
    const parts = partsBy(group, path).length
    if (parts < 2) continue
    const worth = parts + rankOf(path) * group.length
    if (best === undefined || worth > best.worth) best = { path, worth }
  }
  return best?.path
}

/** A controller is a kind within a kind. */
const rankOf = (path: string): number =>
  path === "kind" || path.endsWith(".kind") ? 2 : Number(path.endsWith(".controller"))

/** Words speak for themselves; numbers and switches need the name of what they set. */
const wordFor = (path: string, value: Json): string =>
  typeof value === "string" ? value : `${path}=${JSON.stringify(value)}`
