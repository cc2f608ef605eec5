/**
 * Canonical JSON: one text a value, whatever order its keys were written in. Values are drawn at random, with
 * awkward keys and strings, from the seed in the test's name.
 */
import assert from "node:assert/strict"
import { describe, expect, it } from "vitest"
import { canonicalJson, contentHash, type Json, sha256 } from "../../src/domain/canonical-json.ts"
import { type RandomStream, randomStream } from "../../src/domain/random-stream.ts"

const STRINGS = [
  "",
  "a",
  "b",
  "B",
  "aa",
  "10",
  "9",
  "1e3",
  "-1",
  "é",
  "\u20ac",
  "\ud83d\ude00",
  "\ud83d",
  "\ufb33",
  "__proto__"
]
const MORE_STRINGS = [
  '"',
  "\\",
  "/",
  "\n",
  "\u0000",
  "\u007f",
  "\u2028",
  " ",
  "toJSON",
  "constructor",
  "length"
]
const TEXTS = [...STRINGS, ...MORE_STRINGS]
const NUMBERS = [0, -0, 1, -1, 0.1, 1 / 3, 1e21, 1e-7, 5e-324, Number.MAX_VALUE, Number.MAX_SAFE_INTEGER]

const pick = <T>(stream: RandomStream, choices: readonly T[]): T => choices[stream.below(choices.length)]!

const randomJson = (stream: RandomStream, depth: number): Json => {
  const kind = stream.below(depth === 0 ? 4 : 7)
  if (kind === 0) return pick(stream, [null, true, false])
  if (kind === 1) return pick(stream, NUMBERS)
  if (kind === 2) return stream.normal()
  if (kind === 3) return pick(stream, TEXTS)
  const length = stream.below(6)
  if (kind === 4) return Array.from({ length }, () => randomJson(stream, depth - 1))
  // fromEntries defines "__proto__" as a property like any other; an assignment would not.
  return Object.fromEntries(
    Array.from({ length }, () => [pick(stream, TEXTS), randomJson(stream, depth - 1)])
  )
}

/** The same value with the keys of every object in another order. */
const shuffled = (value: Json, stream: RandomStream): Json => {
  if (value === null || typeof value !== "object") return value
  if (Array.isArray(value)) return value.map((element: Json) => shuffled(element, stream))
  const entries = Object.entries(value).map(([key, field]): [string, Json] => [key, shuffled(field, stream)])
  for (let last = entries.length - 1; last > 0; last--) {
    const other = stream.below(last + 1)
    ;[entries[last], entries[other]] = [entries[other]!, entries[last]!]
  }
  return Object.fromEntries(entries)
}

/** The same value with the keys of every object in order. */
const inOrder = (value: Json): Json => {
  if (value === null || typeof value !== "object") return value
  if (Array.isArray(value)) return value.map(inOrder)
  const entries = Object.entries(value).map(([key, field]): [string, Json] => [key, inOrder(field)])
  return Object.fromEntries(entries.sort(([first], [second]) => (first < second ? -1 : 1)))
}

const SAMPLES = 3_000
const samples = (seed: number): readonly Json[] =>
  Array.from({ length: SAMPLES }, (_, index) => randomJson(randomStream(seed, "json", index), 4))

describe("canonicalJson of random values", () => {
  it("says the value: parsing the text gives it back, seed 41", () => {
    for (const value of samples(41))
      assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)))
  })

  it("does not depend on the order of keys, seed 42", () => {
    for (const [index, value] of samples(42).entries()) {
      assert.equal(canonicalJson(shuffled(value, randomStream(42, "shuffle", index))), canonicalJson(value))
    }
  })

  it("is idempotent: the canonical text of the parsed text is the text, seed 43", () => {
    for (const value of samples(43))
      assert.equal(canonicalJson(JSON.parse(canonicalJson(value))), canonicalJson(value))
  })

  it("is what JSON.stringify writes of a value whose keys are in order, seed 44", () => {
    // JavaScript puts keys such as "10" first whatever one does, so values with such keys are left out here.
    const comparable = samples(44).filter((value) => !/"\d+":/.test(JSON.stringify(value)))
    expect(comparable.length).toBeGreaterThan(SAMPLES / 2)
    for (const value of comparable) assert.equal(canonicalJson(value), JSON.stringify(inOrder(value)))
  })
})

describe("canonicalJson", () => {
  it("sorts keys by UTF-16 code unit, as RFC 8785 section 3.2.3 shows", () => {
    const value = { "\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7 }
    expect(canonicalJson(value)).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}'
    )
  })

  it("writes numbers and strings as RFC 8785 section 3.2.2 shows", () => {
    const value = {
      // biome-ignore lint/correctness/noPrecisionLoss: the RFC's own example
      numbers: [333333333.33333329, 1e30, 4.5, 2e-3, 0.000000000000000000000000001, -0],
      string: "\u20ac$\u000f\u000aA'\u0042\u0022\u005c\\\"/",
      literals: [null, true, false]
    }
    const numbers = '"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27,0]'
    const string = '"string":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'
    expect(canonicalJson(value)).toBe(`{"literals":[null,true,false],${numbers},${string}}`)
  })

  it("sorts keys that look like numbers as text", () => {
    expect(canonicalJson({ 9: 1, 10: 2, 1: 3 })).toBe('{"1":3,"10":2,"9":1}')
  })

  it("leaves out undefined properties", () => {
    expect(canonicalJson({ b: undefined, a: { c: undefined }, d: 1 })).toBe('{"a":{},"d":1}')
  })

  it("takes objects without a prototype", () => {
    expect(canonicalJson(Object.assign(Object.create(null), { b: 1, a: 2 }))).toBe('{"a":2,"b":1}')
  })

  it.each([
    ["NaN", Number.NaN],
    ["Infinity", Number.POSITIVE_INFINITY],
    ["NaN in a list of numbers", [1, Number.NaN]],
    ["NaN in a mixed list", [null, Number.NaN]],
    ["undefined", undefined],
    ["undefined in a list", [1, undefined]],
    // biome-ignore lint/suspicious/noSparseArray: a hole is what is tested
    ["a hole in a list", [1, , 2]],
    ["a function", { a: () => 1 }],
    ["a bigint", { a: 1n }],
    ["a symbol", [Symbol("a")]],
    ["a Date", { at: new Date(0) }],
    ["a Map", new Map([["a", 1]])]
  ])("refuses %s", (_, value) => {
    expect(() => canonicalJson(value)).toThrow(TypeError)
  })

  it("writes keys right beyond the number whose texts it remembers: 5,000 different ones", () => {
    for (let i = 0; i < 5_000; i++) assert.equal(canonicalJson({ [`key"${i}`]: i }), `{"key\\"${i}":${i}}`)
  })
})

describe("sha256 and contentHash", () => {
  it("sha256 gives the published answer for abc", () => {
    expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  })

  it("contentHash is that of the canonical text", () => {
    expect(contentHash({ b: 1, a: [2] })).toBe(sha256('{"a":[2],"b":1}'))
  })
})
