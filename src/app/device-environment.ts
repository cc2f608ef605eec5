/**
 * The environment that a trainer process is started with: the one graphics card that is its own, and how many threads
 * TensorFlow may use. Libraries read it once, when they are loaded, so a process cannot give it to itself.
 */
import { existsSync } from "node:fs"
import { Effect } from "effect"
import { NO_CARD, nativeEnvironment, solverFolder } from "../trainers/tfjs/native/native-environment.ts"
import { nativeFolder } from "../trainers/tfjs/native/native-folder.ts"
import { TRAINER_INDEX_VARIABLE } from "../trainers/trainer-index.ts"
import { graphicsCards } from "./graphics-cards.ts"

export type Environment = Readonly<Record<string, string>>

/** The numbers of the cards that may be used: a person's own CUDA_VISIBLE_DEVICES, or all that there are. */
const cardNames = (cards: number, outer: NodeJS.ProcessEnv): readonly string[] => {
  const chosen = outer.CUDA_VISIBLE_DEVICES
  if (chosen !== undefined) return chosen.trim() === "" ? [NO_CARD] : chosen.split(",")
  return Array.from({ length: cards }, (_, index) => String(index))
}

/**
 * Of the trainer with this index, on a machine with so many cards: each has one card to itself, as far as they go;
 * more trainers than cards share them in turn.
 */
export const environmentOf = (
  index: number,
  cards: number,
  outer: NodeJS.ProcessEnv = process.env
): Environment => {
  const names = cardNames(cards, outer)
  const folder = nativeFolder(outer)
  return {
    // Where no card is known of, the number does no harm, and says which trainer it is to a program that looks for it.
    ...nativeEnvironment(names[index % names.length] ?? String(index), outer),
    ...(existsSync(solverFolder(folder)) ? libraryPath(solverFolder(folder), outer) : {}),
    [TRAINER_INDEX_VARIABLE]: String(index)
  }
}

const libraryPath = (solver: string, { LD_LIBRARY_PATH: others }: NodeJS.ProcessEnv): Environment => ({
  LD_LIBRARY_PATH: others ? `${solver}:${others}` : solver
})

/** Asks the driver once, for all trainers. */
export const deviceEnvironments: Effect.Effect<(index: number) => Environment> = Effect.map(
  graphicsCards,
  ({ length }) =>
    (index) =>
      environmentOf(index, length)
)
