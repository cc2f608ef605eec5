/** Figures as people read them. */

const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** A fitness or an accuracy in [0, 1], to four digits. */
export const fitness = (value: number): string => value.toFixed(4)

/** A difference of fitness, with its sign. */
export const delta = (value: number): string => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`

/** A length of time: 850 ms, 12 s, 3 min 20 s, 5 h 03 min, 2 d 04 h. */
export const duration = (ms: number): string => {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, "0")
  if (ms < SECOND_MS) return `${Math.round(ms)} ms`
  if (ms < MINUTE_MS) return `${(ms / SECOND_MS).toFixed(ms < 10 * SECOND_MS ? 1 : 0)} s`
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min ${two((ms % MINUTE_MS) / SECOND_MS)} s`
  if (ms < DAY_MS) return `${Math.floor(ms / HOUR_MS)} h ${two((ms % HOUR_MS) / MINUTE_MS)} min`
  return `${Math.floor(ms / DAY_MS)} d ${two((ms % DAY_MS) / HOUR_MS)} h`
}

/** A rate a second: 0.42, 13, 5,120. */
export const rate = (perSecond: number): string =>
  perSecond >= 10 ? Math.round(perSecond).toLocaleString("en-US") : perSecond.toFixed(2)

export const count = (value: number): string => value.toLocaleString("en-US")

/** A moment, in the person's own time zone, to the second. */
export const moment = (at: number): string => {
  const date = new Date(at)
  const two = (value: number): string => String(value).padStart(2, "0")
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}
