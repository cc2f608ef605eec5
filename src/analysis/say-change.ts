/** What an operator changed, in words short enough for a line. What is only there to be checked is left out. */
import { canonicalJson, type Json } from "../domain/canonical-json.ts"

/** Evidence for a verification: the draw of the second parent, and what a controller decided (the genome says it). */
const EVIDENCE: ReadonlySet<string> = new Set(["partnerTournament", "decisions"])
const SHOWN_CHARACTERS_MAX = 60

/** "bit 4", one for each thing that was changed. */
export const sayChanges = (change: Readonly<Record<string, Json>>): readonly string[] =>
  Object.entries(change)
    .filter(([name]) => !EVIDENCE.has(name))
    .map(([name, value]) => `${name} ${shortened(typeof value === "string" ? value : canonicalJson(value))}`)

const shortened = (text: string): string =>
  text.length > SHOWN_CHARACTERS_MAX ? `${text.slice(0, SHOWN_CHARACTERS_MAX)}…` : text
