/** Which graphics card a trainer process sees, and with how many threads it computes. */
import { describe, expect, it } from "vitest"
import { complaintOfCard } from "../../src/app/backends/usable-cards.ts"
import { environmentOf } from "../../src/app/device-environment.ts"

const cardsOf = (trainers: number, cards: number, outer: NodeJS.ProcessEnv): (string | undefined)[] =>
  Array.from({ length: trainers }, (_, index) => environmentOf(index, cards, outer).CUDA_VISIBLE_DEVICES)

describe("the environment of a trainer process", () => {
  it("has one card each, in turn where trainers are more than cards", () => {
    expect(cardsOf(3, 2, {})).toEqual(["0", "1", "0"])
  })

  it("keeps to the cards that a person chose, also to none", () => {
    expect(cardsOf(3, 8, { CUDA_VISIBLE_DEVICES: "5,GPU-ab" })).toEqual(["5", "GPU-ab", "5"])
    expect(cardsOf(2, 8, { CUDA_VISIBLE_DEVICES: "" })).toEqual(["-1", "-1"])
    expect(cardsOf(2, 8, { CUDA_VISIBLE_DEVICES: "-1" })).toEqual(["-1", "-1"])
  })

  it("computes on one thread, or on as many as a person says, and takes a card's memory as it needs it", () => {
    expect(environmentOf(0, 0, {})).toMatchObject({
      TF_NUM_INTRAOP_THREADS: "1",
      TF_NUM_INTEROP_THREADS: "1",
      TF_FORCE_GPU_ALLOW_GROWTH: "true"
    })
    expect(environmentOf(0, 0, { TF_NUM_INTRAOP_THREADS: "4" })).toMatchObject({
      TF_NUM_INTRAOP_THREADS: "4"
    })
  })

  it("says that a card cannot be used, only where it cannot", () => {
    expect(complaintOfCard(undefined)).toBeUndefined()
    expect(complaintOfCard("its process was killed by SIGABRT")).toMatch(
      /SIGABRT\); this run trains on the processor/
    )
  })
})
