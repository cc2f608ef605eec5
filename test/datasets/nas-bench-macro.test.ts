/** The packed NAS-Bench-Macro: whole, and equal to what was computed from its source before it was packed. */
import { describe, expect, it } from "vitest"
import { mean, standardDeviation } from "../../src/analysis/statistics/moments.ts"
import { fiveNumbers } from "../../src/analysis/statistics/quantile.ts"
import { type NetworkRecord, nasBenchMacroTable } from "../../src/datasets/nas-bench-macro.ts"
import { NETWORK_COUNT, networkKey } from "../../src/spaces/nas-bench-macro.ts"

const lookUp = nasBenchMacroTable()
const networks: { key: string; record: NetworkRecord }[] = Array.from(
  { length: NETWORK_COUNT },
  (_, network) => {
    const key = networkKey(network)
    const record = lookUp(key)
    if (record === undefined) throw new Error(`network ${key} is not in the table`)
    return { key, record }
  }
)

describe("the table of NAS-Bench-Macro", () => {
  it("has the best seed mean 93.127 for 22212220, and 90.247 on average", () => {
    const best = Math.max(...networks.map(({ record }) => record.testMean))
    expect((best * 100).toFixed(3)).toBe("93.127")
    // Two keys, one network: the identity does not care in which of the last two layers it is.
    const winners = networks.filter(({ record }) => record.testMean === best)
    expect(winners.map(({ key }) => key)).toEqual(["22212202", "22212220"])
    expect((mean(networks.map(({ record }) => record.testMean)) * 100).toFixed(3)).toBe("90.247")
  })

  it("has a median spread between training seeds of 0.172", () => {
    const spreads = networks.map(({ record }) => standardDeviation(record.tests) ?? Number.NaN)
    expect((fiveNumbers(spreads).median * 100).toFixed(3)).toBe("0.172")
  })

  it("has 3,969 different networks, those told apart by the place of an identity being one", () => {
    const moved = (key: string, layer: number): string =>
      key[layer] === "0" && key[layer + 1] !== "0"
        ? `${key.slice(0, layer)}${key[layer + 1]}0${key.slice(layer + 2)}`
        : key
    const byNetwork = new Map(networks.map(({ key, record }) => [moved(moved(key, 3), 6), record]))
    expect(byNetwork.size).toBe(3_969)
    for (const { key, record } of networks) expect(byNetwork.get(moved(moved(key, 3), 6))).toEqual(record)
    expect(new Set(networks.map(({ record }) => JSON.stringify(record))).size).toBe(3_969)
  })

  it("has the rows of the source", () => {
    expect(lookUp("02012100")).toEqual({
      tests: [0.8947, 0.8895, 0.8917],
      testMean: 26_759 / 30_000,
      parameters: 890_666,
      flops: 47_327_744
    })
    expect(lookUp("11111221")?.parameters).toBe(2_181_386)
    expect(lookUp("11111221")?.flops).toBe(65_012_224)
  })

  it("costs more with every block that is more than the identity", () => {
    for (const { key, record } of networks) {
      const layer = key.lastIndexOf("1")
      if (layer === -1) continue
      const larger = lookUp(`${key.slice(0, layer)}2${key.slice(layer + 1)}`)!
      expect(larger.parameters > record.parameters && larger.flops > record.flops).toBe(true)
    }
  })

  it("has nothing for what is no key", () => {
    for (const key of ["", "2221222", "222122200", "32212220", "abcdefgh"])
      expect(lookUp(key)).toBeUndefined()
  })
})
