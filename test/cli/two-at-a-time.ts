/** Starts of the program cost most of a second each, so tests that make many of them keep both cores busy. */
import { Effect } from "effect"

export const twoAtATime = <A, B>(items: readonly A[], task: (item: A) => Promise<B>): Promise<B[]> =>
  Effect.runPromise(Effect.forEach(items, (item) => Effect.promise(() => task(item)), { concurrency: 2 }))
