/** The port of a format: which files the two parts of a data set have, and how they become images. */
import type { Effect } from "effect"
import type { DatasetError } from "./dataset-error.ts"
import type { LabelledImages } from "./labelled-images.ts"
import type { Expectation } from "./read-data-file.ts"

/** What a search may see, and what it may not. */
export type Part = "training" | "test"

export interface StoredImages {
  readonly format: string
  /** The files of a part, in the order in which they are read. That they exist is not sure. */
  readonly files: (part: Part) => Effect.Effect<readonly string[], DatasetError>
  readonly read: (part: Part, expectation: Expectation) => Effect.Effect<LabelledImages, DatasetError>
}
