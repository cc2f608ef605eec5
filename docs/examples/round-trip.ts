/**
 * A search space and its evaluator in one module: the shortest round trip through cities on a circle, of which the
 * best one is known. A genome is the order of the cities after the first, such as [3, 1, 2].
 */

import type { UserSpaceFactory } from "../../src/spaces/module/user-space.ts"
import type { UserEvaluatorFactory } from "../../src/trainers/module/user-evaluator.ts"

type Tour = readonly number[]

const citiesOf = (options: Readonly<Record<string, unknown>>): number => {
  const cities = Number(options.cities ?? 12)
  if (!Number.isInteger(cities) || cities < 4) throw new Error("options.cities must be 4 or more")
  return cities
}

export const space: UserSpaceFactory<Tour> = (options) => {
  const cities = citiesOf(options)
  const all = Array.from({ length: cities - 1 }, (_, index) => index + 1)
  return {
    isGenome: (value) =>
      Array.isArray(value) && value.length === all.length && all.every((city) => value.includes(city)),
    random: (stream) => {
      const left = [...all]
      return all.flatMap(() => left.splice(stream.below(left.length), 1))
    },
    operators: {
      /** Drives a part of the tour the other way round. */
      reverse: (tour, stream) => {
        const from = stream.below(tour.length - 1)
        const to = from + 2 + stream.below(tour.length - from - 1)
        const part = tour.slice(from, to).reverse()
        return { genome: [...tour.slice(0, from), ...part, ...tour.slice(to)], change: { from, to } }
      },
      /** Visits one city at another time. */
      move: (tour, stream) => {
        const rest = [...tour]
        const [city = 0] = rest.splice(stream.below(rest.length), 1)
        rest.splice(stream.below(rest.length + 1), 0, city)
        return { genome: rest, change: { city } }
      }
    },
    describe: (tour) => [0, ...tour, 0].join("-")
  }
}

export const evaluator: UserEvaluatorFactory<Tour> = (options) => {
  const cities = citiesOf(options)
  const angle = (city: number) => (2 * Math.PI * city) / cities
  const distance = (a: number, b: number) =>
    Math.hypot(Math.cos(angle(a)) - Math.cos(angle(b)), Math.sin(angle(a)) - Math.sin(angle(b)))
  return {
    evaluate: async ({ genome }) => {
      const tour = [0, ...genome, 0]
      const length = genome.concat(0).reduce((sum, city, stop) => sum + distance(tour[stop] ?? 0, city), 0)
      const shortest = cities * distance(0, 1)
      // The share of the shortest length, so that 1 is the best there is.
      return { fitness: shortest / length, measures: { length } }
    }
  }
}
