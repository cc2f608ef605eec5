/** What a measurement of backends found, in one line for people. */
import type { Contestant } from "./contest.ts"

export const imagesPerSecond = (perSecond: number): string =>
  `${perSecond.toLocaleString("en", perSecond < 100 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 })} images/s`

/** “native TensorFlow 2.16.2”, “WebGPU (NVIDIA L4)”. */
const called = ({ backend: { title }, tried: [first] }: Contestant): string => {
  const facts = first?.started?.facts
  const version = facts?.versions.TensorFlow
  if (version !== undefined) return `${title} ${version}`
  return facts === undefined || facts.device === "CPU" ? title : `${title} (${facts.device})`
}

const whyNot = ({ tried }: Contestant): string => {
  if (tried.some(({ started }) => started?.facts.isEmulated === true))
    return "it is emulated in software, and taken only where it is asked for by name"
  return tried.find(({ fault }) => fault !== undefined)?.fault ?? "it could not be timed"
}

const against = (other: Contestant): string =>
  other.imagesPerSecond === undefined
    ? `; not on ${called(other)}: ${whyNot(other)}`
    : `, against ${imagesPerSecond(other.imagesPerSecond)} on ${called(other)}`

/** “training on native TensorFlow 2.16.2: 1,430 images/s, against 1,050 images/s on WebAssembly”. */
export const sayContest = (best: Contestant, contestants: readonly Contestant[]): string => {
  const others = contestants
    .filter((other) => other !== best)
    .toSorted((a, b) => (b.imagesPerSecond ?? 0) - (a.imagesPerSecond ?? 0))
  const speed = best.imagesPerSecond === undefined ? "" : `: ${imagesPerSecond(best.imagesPerSecond)}`
  return `training on ${called(best)}${speed}${others.map(against).join("")}`
}
