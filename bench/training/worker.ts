/**
 * One peer of the training bench, in a process of its own: prepares its network, says so with a line, and then for each
 * line on its input trains for about that many milliseconds and answers with images a second, by the clock and by the
 * processor's time. Arguments: peer, network, batch size.
 */
import { createInterface } from "node:readline"
import { learnerSteps } from "./learner-steps.ts"
import { tunedSteps } from "./native-prototype-steps.ts"
import type { NetworkName } from "./networks.ts"
import { isPrototypeNet, prototypeSteps, startPrototype } from "./prototype-steps.ts"

const [, , peer = "", network = "", batchText = ""] = process.argv
const batch = Number(batchText)

let sum = 0

/** About as long as a step of training, in registers alone: what it scales to is what the cores themselves do. */
const arithmetic = async (): Promise<void> => {
  for (let i = 1; i < 2e7; i++) sum = (sum + i * 0.5) % 1e9
}

const prepare = async (): Promise<() => Promise<void>> => {
  const name = network as NetworkName
  if (peer === "arithmetic") return arithmetic
  if (peer === "wasm" || peer === "native") return learnerSteps(peer, name, batch)
  if (peer === "prototype") {
    const prototype = await startPrototype()
    return isPrototypeNet(name)
      ? prototypeSteps(prototype, name, batch)
      : learnerSteps("started", name, batch)
  }
  if (peer === "tuned" && isPrototypeNet(name)) return tunedSteps(name, batch)
  throw new Error(`there is no peer ${peer}`)
}

const step = await prepare()
for (let i = 0; i < 3; i++) await step()

const measure = async (durationMs: number): Promise<string> => {
  const startMs = performance.now()
  const before = process.cpuUsage()
  let steps = 0
  while (performance.now() - startMs < durationMs || steps < 2) {
    await step()
    steps++
  }
  const seconds = (performance.now() - startMs) / 1000
  const { user, system } = process.cpuUsage(before)
  const images = steps * batch
  return JSON.stringify({ rate: images / seconds, processorRate: images / ((user + system) / 1e6) })
}

console.log("ready")
for await (const line of createInterface({ input: process.stdin })) console.log(await measure(Number(line)))
