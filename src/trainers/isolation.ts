/** Where an evaluator runs: as a fiber of the coordinator's process, or in an operating system process of its own. */
import * as z from "zod"

export const isolation = z.enum(["inline", "process"])
export type Isolation = z.output<typeof isolation>
