/**
 * How large a benchmark's networks are made where they are really trained (`trainers/tfjs`) rather than looked up. The
 * benchmarks' own sizes are for large machines, so the defaults there are small. A table takes no notice of it.
 */
import * as z from "zod"

/** In each of three stacks. */
export const cellsPerStack = z.int().min(1).max(20).optional()

/** Of the first stack; each further stack has twice as many. Eight at least, since some cells share them out among five. */
export const firstFilters = z.int().min(8).max(1024).optional()
