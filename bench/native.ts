/**
 * Training speed of native TensorFlow on one thread, in images a second, against its prototype (CAMBRIAN_NATIVE_PROTOTYPE,
 * with the networks of CAMBRIAN_PROTOTYPE), against PyTorch (CAMBRIAN_PYTHON names a Python that has it), and against
 * wasm, in processes of their own whose turns alternate. Targets: at least 1.0 times the prototype, and at least 1.0
 * times PyTorch at batch sizes 64 and 128. `node bench/native.ts [NETWORK…]` measures some only.
 */
import { nativeFolder } from "../src/trainers/tfjs/native/native-folder.ts"
import { readReady } from "../src/trainers/tfjs/native/ready-file.ts"
import { median, report, round } from "./measure.ts"
import { NATIVE_PROTOTYPE_FOLDER } from "./training/native-prototype-steps.ts"
import { type Peer, PYTHON, type Rates, startPeer } from "./training/peer.ts"
import { PROTOTYPE_FOLDER } from "./training/prototype-steps.ts"

const BATCHES = [32, 64, 128]
const NETWORKS = ["plain3", "sep3"] as const
const ROUNDS = Number(process.env.CAMBRIAN_BENCH_ROUNDS ?? 5)
const TURN_MS = Number(process.env.CAMBRIAN_BENCH_TURN_MS ?? 700)

process.env.TF_NUM_INTRAOP_THREADS ??= "1"
process.env.TF_NUM_INTEROP_THREADS ??= "1"

const PEERS = [
  ...(NATIVE_PROTOTYPE_FOLDER === undefined || PROTOTYPE_FOLDER === undefined ? [] : ["tuned"]),
  ...(PYTHON === undefined ? [] : ["pytorch"]),
  "wasm"
]

/** The ratio to reach; 0 where there is none. */
const floorOf = (peer: string, batch: number): number => {
  if (peer === "tuned") return 1
  return peer === "pytorch" && batch >= 64 ? 1 : 0
}

const middle = (rates: readonly Rates[], of: keyof Rates): number => median(rates.map((found) => found[of]))

const compare = async (network: (typeof NETWORKS)[number], batch: number): Promise<void> => {
  const peers: Peer[] = []
  try {
    for (const name of ["native", ...PEERS]) peers.push(await startPeer(name, network, batch))
    const rates = peers.map((): Rates[] => [])
    for (let index = 0; index < ROUNDS; index++) {
      for (const [number, peer] of peers.entries()) rates[number]?.push(await peer.measure(TURN_MS))
    }
    const [own = [], ...others] = rates
    for (const [number, found] of others.entries()) {
      const peer = PEERS[number] ?? ""
      const floor = floorOf(peer, batch)
      const ratio = middle(own, "processorRate") / middle(found, "processorRate")
      report({
        bench: `training ${network}, batch ${batch}, native against ${peer}`,
        value: round(ratio, 2),
        unit: `times ${Math.round(middle(found, "processorRate"))} images per second of processor time`,
        target: floor === 0 ? "none" : "at least 1.0",
        met: ratio >= floor,
        details: {
          native: {
            rate: Math.round(middle(own, "rate")),
            processorRate: Math.round(middle(own, "processorRate"))
          },
          [peer]: { rate: Math.round(middle(found, "rate")) }
        }
      })
    }
  } finally {
    for (const peer of peers) peer.end()
  }
}

const isThere = typeof readReady(nativeFolder()) !== "string"
if (!isThere) console.log("skipped: native TensorFlow is not set up here; “cambrian setup native” does it")
const wanted = process.argv.slice(2)
const networks = NETWORKS.filter((name) => isThere && (wanted.length === 0 || wanted.includes(name)))
for (const network of networks) for (const batch of BATCHES) await compare(network, batch)
