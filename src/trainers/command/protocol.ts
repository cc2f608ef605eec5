/**
 * What a program is told and what it may say. It reads one JSON object from its standard input, and writes to its
 * standard output, one JSON object a line: progress as often as it likes, and in the end a result or an error. Lines
 * that are none of these are the program's own affair. docs/your-own.md describes this for those who write programs.
 */
import * as z from "zod"
import type { Json } from "../../domain/canonical-json.ts"
import type { Genome } from "../../domain/space.ts"
import type { SpaceConfig } from "../../spaces/registry.ts"
import type { Purpose } from "../trainer.ts"

/** Raised when a program written for the version before would no longer understand what it is told. */
export const PROTOCOL = 1

/** What the program reads. */
export interface CommandRequest {
  readonly protocol: typeof PROTOCOL
  readonly purpose: Purpose
  readonly individual: number
  readonly genome: Genome
  /** An integer of at least 1, the individual's own. */
  readonly seed: number
  /** As in the config of the run. */
  readonly space: SpaceConfig
  readonly settings: Readonly<Record<string, Json>>
  /** The file that the parent's training ended with, where it kept one. */
  readonly weights?: string | undefined
}

const finite = z.number()
const figures = z.record(z.string(), finite)

const result = z.object({
  fitness: finite,
  measures: figures.default({}),
  curve: z.record(z.string(), z.array(finite)).optional(),
  resources: figures.optional(),
  /** A file to keep for the children; relative to the working folder. */
  weights: z.string().min(1).optional()
})
export type CommandResult = z.output<typeof result>

const progress = z.object({ done: finite, total: finite, figures: z.unknown().optional() })

export type CommandMessage =
  | { readonly kind: "progress"; readonly done: number; readonly total: number; readonly figures?: unknown }
  | { readonly kind: "result"; readonly result: CommandResult }
  | { readonly kind: "error"; readonly reason: string }
  /** Meant as a result and not one; the reason says why. */
  | { readonly kind: "malformed"; readonly reason: string }

const SHOWN_CHARACTERS = 200

const shown = (line: string): string =>
  line.length > SHOWN_CHARACTERS ? `${line.slice(0, SHOWN_CHARACTERS)}…` : line

/** What a line says; undefined where it is no message. */
export const readLine = (line: string): CommandMessage | undefined => {
  const text = line.trim()
  if (!/^\{\s*"(progress|result|error)"\s*:/.test(text)) return undefined
  const message = parsed(text)
  if (message === undefined)
    // NaN and Infinity are no JSON, and Python writes them all the same.
    return /^\{\s*"progress"/.test(text)
      ? undefined
      : { kind: "malformed", reason: `it is no JSON: ${shown(text)}` }
  if ("result" in message) return resultOf(message.result)
  if ("error" in message) return { kind: "error", reason: said(message.error) }
  const told = progress.safeParse(message.progress)
  return told.success ? { kind: "progress", ...told.data } : undefined
}

const record = z.record(z.string(), z.unknown())

const parsed = (text: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    return record.safeParse(JSON.parse(text)).data
  } catch {
    return undefined
  }
}

const said = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value))

const resultOf = (value: unknown): CommandMessage => {
  const read = result.safeParse(value)
  if (read.success) return { kind: "result", result: read.data }
  const [issue] = read.error.issues
  const where = ["result", ...(issue?.path ?? [])].join(".")
  return { kind: "malformed", reason: `${where}: ${issue?.message ?? "not understood"}` }
}
