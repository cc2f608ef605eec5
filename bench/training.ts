/**
 * Training speed on the CPU, in images a second: four networks at batch sizes 32, 64 and 128, through the product's own
 * learner on its wasm backend, against each peer that is installed, in processes of their own whose turns alternate.
 * CAMBRIAN_PROTOTYPE names the folder of the prototype's kernels. Targets: at least 1.0 times the prototype everywhere,
 * and two processes at least 1.8 times one on two idle cores. `node bench/training.ts [NETWORK…] [scaling]` measures some
 * only.
 */
import { existsSync } from "node:fs"
import { join } from "node:path"
import { NATIVE_PATHS, nativeFolder } from "../src/trainers/tfjs/native/native-folder.ts"
import { median, report, round } from "./measure.ts"
import { NETWORK_NAMES, type NetworkName } from "./training/networks.ts"
import { type Peer, type Rates, startPeer } from "./training/peer.ts"
import { PROTOTYPE_FOLDER } from "./training/prototype-steps.ts"

const BATCHES = [32, 64, 128]
const ROUNDS = Number(process.env.CAMBRIAN_BENCH_ROUNDS ?? 5)
const TURN_MS = Number(process.env.CAMBRIAN_BENCH_TURN_MS ?? 700)

/** More, since what the two cores give at a moment differs from that of the next. */
const SCALING_ROUNDS = 2 * ROUNDS + 1

/** What is asked for to measure two processes against one. */
const SCALING = "scaling"

interface Measured {
  readonly name: string
  readonly rates: readonly Rates[]
}

const medianOf = ({ rates }: Measured, of: keyof Rates): number => median(rates.map((found) => found[of]))

const alternate = async (peers: readonly Peer[]): Promise<readonly Measured[]> => {
  const found = peers.map(({ name }) => ({ name, rates: [] as Rates[] }))
  for (let index = 0; index < ROUNDS; index++) {
    for (const [number, peer] of peers.entries()) found[number]?.rates.push(await peer.measure(TURN_MS))
  }
  return found
}

const summary = (measured: Measured) => ({
  rate: Math.round(medianOf(measured, "rate")),
  processorRate: Math.round(medianOf(measured, "processorRate")),
  rounds: measured.rates.map(({ rate }) => Math.round(rate))
})

const against = (network: NetworkName, batch: number, own: Measured, peer: Measured): void => {
  const floor = floorOf(peer.name)
  const ratio = medianOf(own, "processorRate") / medianOf(peer, "processorRate")
  report({
    bench: `training ${network}, batch ${batch}, wasm against ${peer.name}`,
    value: round(ratio, 2),
    unit: `times ${Math.round(medianOf(peer, "rate"))} images/s`,
    target: floor === 0 ? "none" : "at least 1.0 of its images per second of processor time",
    met: ratio >= floor,
    details: { wasm: summary(own), [peer.name]: summary(peer) }
  })
}

/** The peers beside our own, as far as they are installed. */
const installedPeers = (): readonly string[] => [
  ...(PROTOTYPE_FOLDER === undefined ? [] : ["prototype"]),
  ...(existsSync(join(nativeFolder(), NATIVE_PATHS.ready)) ? ["native"] : [])
]

/** What a peer is to be held against: native TensorFlow is there to be faster, and only told of. */
const floorOf = (peer: string): number => (peer === "prototype" ? 1 : 0)

const compare = async (network: NetworkName, batch: number): Promise<void> => {
  const peers: Peer[] = []
  try {
    for (const name of ["wasm", ...installedPeers()]) peers.push(await startPeer(name, network, batch))
    const [own, ...others] = await alternate(peers)
    if (own === undefined) return
    report({
      bench: `training ${network}, batch ${batch}, wasm`,
      value: Math.round(medianOf(own, "rate")),
      unit: "images/s",
      target: "none by itself",
      met: true,
      details: summary(own)
    })
    for (const peer of others) against(network, batch, own, peer)
  } finally {
    for (const peer of peers) peer.end()
  }
}

/** What two processes of a kind do at once, against one of them alone. */
const scaling = async (peer: string, network: NetworkName, batch: number): Promise<readonly number[]> => {
  const peers = [await startPeer(peer, network, batch), await startPeer(peer, network, batch)]
  const ratios: number[] = []
  for (let index = 0; index < SCALING_ROUNDS; index++) {
    const alone = (await peers[index % 2]?.measure(TURN_MS))?.rate ?? Number.NaN
    const together = await Promise.all(peers.map((each) => each.measure(TURN_MS)))
    ratios.push(together.reduce((sum, { rate }) => sum + rate, 0) / alone)
  }
  for (const each of peers) each.end()
  return ratios
}

/** Two trainers at once against one alone; beside them, what the cores gave to processes that need no memory at all. */
const scale = async (network: NetworkName, batch: number, arithmetic: readonly number[]): Promise<void> => {
  const ratios = await scaling("wasm", network, batch)
  report({
    bench: `training ${network}, batch ${batch}, two processes against one`,
    value: round(median(ratios), 2),
    unit: "times",
    target: "at least 1.8 on two idle cores",
    met: median(ratios) >= 1.8,
    details: {
      ratios: ratios.map((ratio) => round(ratio, 2)),
      arithmetic: round(median(arithmetic), 2),
      arithmeticRatios: arithmetic.map((ratio) => round(ratio, 2))
    }
  })
}

const wanted = process.argv.slice(2)
const networks = NETWORK_NAMES.filter((name) => wanted.length === 0 || wanted.includes(name))
for (const network of networks) for (const batch of BATCHES) await compare(network, batch)
if (wanted.length === 0 || wanted.includes(SCALING)) {
  const arithmetic = await scaling("arithmetic", "plain3", 64)
  for (const network of ["plain3", "sep3"] as const) await scale(network, 64, arithmetic)
}
