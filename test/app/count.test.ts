/** What “cambrian count” finds and refuses, without the process around it. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { Effect } from "effect"
import { describe, expect, it } from "vitest"
import { type CountRequest, countGenotype } from "../../src/app/count.ts"
import { randomStream } from "../../src/domain/random-stream.ts"
import { nasnetConfigSchema } from "../../src/spaces/nasnet/config.ts"
import { PUBLISHED_GENOTYPES } from "../../src/spaces/nasnet/genotypes/published.ts"
import { makeNasnetSpace } from "../../src/spaces/nasnet/space.ts"
import { NASNET_VARIANT_NAMES } from "../../src/spaces/nasnet/variants.ts"
import { temporaryFolder } from "../fixtures/temporary-folder.ts"

const SEED = 7380
const request = (changes: Partial<CountRequest>): CountRequest => ({
  genotype: "AmoebaNet-A",
  task: "cifar10",
  cells: undefined,
  filters: undefined,
  ...changes
})
const count = (changes: Partial<CountRequest>) => Effect.runPromise(countGenotype(request(changes)))
const refusal = async (changes: Partial<CountRequest>) =>
  (await Effect.runPromise(Effect.flip(countGenotype(request(changes))))).message

const written = (name: string, content: unknown): string => {
  const path = join(temporaryFolder(), name)
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content))
  return path
}

describe("a published genotype", () => {
  it("is found in whatever case, with the task's own size unless told otherwise", async () => {
    expect(await count({ genotype: "amoebanet-a" })).toMatchObject({
      genotype: "AmoebaNet-A",
      parameters: 2_558_858,
      cells: 6,
      filters: 32,
      task: "cifar10"
    })
    expect(await count({ task: "imagenet" })).toMatchObject({ parameters: 86_718_007, filters: 190 })
    expect(await count({ genotype: "NASNET-A", task: "imagenet", filters: 168 })).toMatchObject({
      parameters: 88_743_820
    })
    expect((await count({ cells: 2 })).parameters).toBeLessThan(2_558_858)
  })

  it("that does not exist is refused with the nearest", async () => {
    expect(await refusal({ genotype: "amoebanet-e" })).toMatch(
      /^there is no genotype “amoebanet-e”; did you mean “AmoebaNet-/
    )
    expect(await refusal({ genotype: "NASNetA" })).toMatch(/did you mean “NASNet-A”/)
  })
})

describe(`a genome in a file, seed ${SEED}`, () => {
  for (const variant of NASNET_VARIANT_NAMES) {
    it(`of ${variant} is counted by itself and within an answer of “show”`, async () => {
      const space = makeNasnetSpace(nasnetConfigSchema.parse({ kind: "nasnet", variant }))
      const genome = space.random(randomStream(SEED, variant, 0))
      const [bare, shown] = [written("genome.json", genome), written("show.json", { individual: 3, genome })]
      const counted = await count({ genotype: bare })
      expect(counted.genotype).toBe(bare)
      expect(counted.parameters).toBeGreaterThan(0)
      expect(await count({ genotype: shown })).toEqual({ ...counted, genotype: shown })
    })
  }

  it("counts the same as the published genotype that it spells out", async () => {
    for (const { name, genome } of PUBLISHED_GENOTYPES) {
      const genotype = written("genome.json", genome)
      expect(await count({ genotype })).toEqual({ ...(await count({ genotype: name })), genotype })
    }
  })

  it("that is none is refused with the field that is wrong", async () => {
    const [first, ...rest] = PUBLISHED_GENOTYPES[0]?.genome.normal ?? []
    const { reduction } = PUBLISHED_GENOTYPES[1]?.genome ?? {}
    const cases: [unknown, RegExp][] = [
      ["{ normal", /^the genome file \S+ is not JSON: /],
      ["5", /^the file \S+ holds no genome of the NASNet space; /],
      [{ genome: { normal: [first, ...rest] } }, /; field reduction: /],
      [
        { normal: rest, reduction },
        /; field normal: a cell has 5 combinations, or 10 in SP-III \(it has 4\)$/
      ],
      [
        { normal: [{ ...first, left: { state: 0, operation: "sep9x9" } }, ...rest], reduction },
        /; field normal\.0\.left\.operation: /
      ],
      [
        { normal: [{ ...first, right: { state: 2, operation: "none" } }, ...rest], reduction },
        /; field normal\.0\.right\.state: combination 0 reads hidden state 2, but only/
      ],
      [{ normal: [first, ...rest], reduction, concat: { normal: [9] } }, /; field concat\.normal\.0: /]
    ]
    for (const [content, sentence] of cases)
      expect(await refusal({ genotype: written("genome.json", content) })).toMatch(sentence)
    expect(await refusal({ genotype: "absent.json" })).toMatch(/^the genome file absent\.json cannot be read/)
  })
})

describe("a size that cannot be", () => {
  it.each([
    [{ cells: 0 }, /^--cells: N, .* \(it is 0\)$/],
    [{ cells: 1001 }, /^--cells: /],
    [{ filters: 33 }, /^--filters: F must be an even number .* \(it is 33\)$/],
    [{ filters: 0 }, /^--filters: /],
    [{ filters: 2, task: "imagenet" as const }, /^--filters: F must be an even number from 4 /],
    [{ filters: 2 ** 20, cells: 1000 }, /^this network is too large to be counted exactly/]
  ])("is refused: %j", async (changes, sentence) => {
    expect(await refusal(changes)).toMatch(sentence)
  })
})
