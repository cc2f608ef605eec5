/** The id of a run: derived from its place in the catalogue and from its config, never drawn. */
import { sha256 } from "../domain/canonical-json.ts"

const ID_DIGITS = 8

/** `fingerprint` is the content hash of the run's config. */
export const runId = (ordinal: number, fingerprint: string): string =>
  sha256(`cambrian run ${ordinal} of ${fingerprint}`).slice(0, ID_DIGITS)
