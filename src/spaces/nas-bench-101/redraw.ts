/** Draws again what chance made invalid, as the notebook of NAS-Bench-101 does (`invalid: "redraw"`). */
import type { PackedCell } from "./cell.ts"
import type { NasBench101Config } from "./config.ts"
import { isMember } from "./validity.ts"

/** So many in a row never happen where valid cells can be drawn at all: at the worst one draw in five is valid. */
const DRAWS_MAX = 10_000

/** The first draw that is a genome under the config. */
export const drawMember = (config: NasBench101Config, draw: () => PackedCell): PackedCell => {
  for (let draws = 0; draws < DRAWS_MAX; draws++) {
    const cell = draw()
    if (isMember(cell, config)) return cell
  }
  throw new RangeError(`none of ${DRAWS_MAX} cells drawn in a row was valid; the operator cannot be right`)
}
