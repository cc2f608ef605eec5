/** The size of a network: of a published genotype, or of a genome in a file, in the outer network of a task. */
import { existsSync } from "node:fs"
import { Effect } from "effect"
import type { MapShape } from "../spaces/map-shape.ts"
import { countNetwork, type Stem } from "../spaces/nasnet/count-network.ts"
import type { NasnetGenome } from "../spaces/nasnet/genome.ts"
import { PUBLISHED_GENOTYPES } from "../spaces/nasnet/genotypes/published.ts"
import { BadInput } from "./bad-input.ts"
import { readGenomeFile } from "./genome-file.ts"
import { isPath } from "./json-file.ts"
import { nearest } from "./nearest.ts"

export type CountTask = "cifar10" | "imagenet"

export interface CountRequest {
  /** The name of a published genotype, in whatever case, or the path of a JSON file. */
  readonly genotype: string
  readonly task: CountTask
  /** N and F; the task's own where undefined. */
  readonly cells: number | undefined
  readonly filters: number | undefined
}

export interface CountAnswer {
  /** The genotype's name as published, or the path of the file. */
  readonly genotype: string
  readonly parameters: number
  /** Multiply-adds for one image. */
  readonly flops: number
  readonly cells: number
  readonly filters: number
  readonly task: CountTask
}

interface TaskSettings {
  readonly image: MapShape
  readonly classes: number
  readonly filters: number
  /** What a quarter of the filters must leave at least one of, where the stem has cells of F/4. */
  readonly filtersMin: number
}

const DEFAULT_CELLS = 6
const CELLS_MAX = 1000
const FILTERS_MAX = 2 ** 20
/** Of the ImageNet networks of the AmoebaNets, and of a genome that has no name. */
const STEM_FILTERS = 32

/** As in the papers' networks for the two. */
const TASKS: Readonly<Record<CountTask, TaskSettings>> = {
  cifar10: { image: { height: 32, width: 32, channels: 3 }, classes: 10, filters: 32, filtersMin: 2 },
  imagenet: { image: { height: 331, width: 331, channels: 3 }, classes: 1000, filters: 190, filtersMin: 4 }
}

const bad = (message: string) => Effect.fail(new BadInput({ message }))

interface Named {
  readonly name: string
  readonly genome: NasnetGenome
  readonly stemFilters: number
}

const findGenotype = (genotype: string): Effect.Effect<Named, BadInput> => {
  const typed = genotype.toLowerCase()
  const published = PUBLISHED_GENOTYPES.find(({ name }) => name.toLowerCase() === typed)
  if (published !== undefined) {
    const { name, genome, imagenetStemFilters } = published
    return Effect.succeed({ name, genome, stemFilters: imagenetStemFilters })
  }
  if (!isPath(genotype) && !existsSync(genotype)) return bad(unknownGenotype(genotype))
  return Effect.map(readGenomeFile(genotype), (genome) => ({
    name: genotype,
    genome,
    stemFilters: STEM_FILTERS
  }))
}

const unknownGenotype = (genotype: string): string => {
  const names = PUBLISHED_GENOTYPES.map(({ name }) => name)
  const close = nearest(
    genotype.toLowerCase(),
    names.map((name) => name.toLowerCase())
  )
  const meant = names.find((name) => name.toLowerCase() === close) ?? names[0]
  return `there is no genotype “${genotype}”; did you mean “${meant}”? The genotypes are ${names.join(", ")}; a genome of your own is a path that ends in .json`
}

/** What is wrong with N or F, in a sentence. */
const sizeProblem = (cells: number, filters: number, { filtersMin }: TaskSettings): string | undefined => {
  if (cells < 1 || cells > CELLS_MAX)
    return `--cells: N, the normal cells of a stack, must be 1 to ${CELLS_MAX} (it is ${cells})`
  if (filters < filtersMin || filters > FILTERS_MAX || filters % 2 !== 0)
    return `--filters: F must be an even number from ${filtersMin} to ${FILTERS_MAX}, since a factorised reduction halves it (it is ${filters})`
  return undefined
}

export const countGenotype = (request: CountRequest): Effect.Effect<CountAnswer, BadInput> =>
  Effect.gen(function* () {
    const { task } = request
    const settings = TASKS[task]
    const cells = request.cells ?? DEFAULT_CELLS
    const filters = request.filters ?? settings.filters
    const problem = sizeProblem(cells, filters, settings)
    if (problem !== undefined) return yield* bad(problem)
    const { name, genome, stemFilters } = yield* findGenotype(request.genotype)
    const { image, classes } = settings
    const stem: Stem =
      task === "cifar10" ? { kind: "small", stride: 1 } : { kind: "imagenet", filters: stemFilters }
    const { parameters, flops } = countNetwork({ genome, outer: { cells, filters }, stem, image, classes })
    if (!Number.isSafeInteger(parameters) || !Number.isSafeInteger(flops))
      return yield* bad("this network is too large to be counted exactly; lower --cells or --filters")
    return { genotype: name, parameters, flops, cells, filters, task }
  })
