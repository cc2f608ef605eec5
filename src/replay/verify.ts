/**
 * Verification: is the log what this engine wrote, and is what it wrote what the rules say? The hash chain is
 * checked over the raw rows, and every birth, death and counted fitness is decided again from the recorded seed and
 * fitness values. Pages stream, so a log of any length takes the memory of one page and one population.
 *
 * It never writes, and it trusts nothing but the run's id: no snapshot, no head but to compare it.
 */
import { Effect, Option, Stream } from "effect"
import type { Rules } from "../domain/breeding.ts"
import type { RunConfig } from "../domain/run-config.ts"
import type { EventLogShape, LogUnavailable, Range } from "../log/event-log.ts"
import type { EventRow } from "../log/event-row.ts"
import { decodeRow } from "../log/row.ts"
import { ChainCheck } from "./chain-check.ts"
import { DecisionCheck, type RulesFound } from "./decision-check.ts"
import type { Difference } from "./difference.ts"

export interface Verification {
  readonly run: string
  readonly ok: boolean
  /** Rows read. */
  readonly events: number
  readonly chain: { readonly ok: boolean; readonly difference: Difference | null }
  /** `births` and `deaths` are those decided again that agree: all of them, or all before the first difference. */
  readonly decisions: {
    readonly ok: boolean
    readonly births: number
    readonly deaths: number
    readonly difference: Difference | null
  }
  /** The one with the smallest sequence number; at the same one the chain's, since it is nearer to the cause. */
  readonly firstDifference: Difference | null
  readonly message: string
}

export interface VerifyOptions {
  readonly log: EventLogShape
  readonly run: string
  /** The rules that a config stands for; fails with a sentence where this program does not have its space. */
  readonly rulesOf: (config: RunConfig) => Effect.Effect<Rules, { readonly message: string }>
  /** Told after every page how many events are checked, and how many there are as far as that is known. */
  readonly onProgress?: ((checked: number, total: number | undefined) => void) | undefined
}

/** Rows numbered zero or less belong to no log; they are read so that they are found. */
const EVERYTHING: Range = { after: Number.MIN_SAFE_INTEGER, upTo: Number.MAX_SAFE_INTEGER }

export const verifyRun = (options: VerifyOptions): Effect.Effect<Verification, LogUnavailable> =>
  Effect.gen(function* () {
    const { log, run, onProgress } = options
    // Noted before the rows are read: whatever was noted by then must be found among them.
    const noted = Option.getOrUndefined(yield* log.notedHead(run))
    const chain = new ChainCheck(run, noted)
    const decisions = new DecisionCheck(yield* findRules(options))
    let events = 0
    let lastSeq = 0
    const see = (row: EventRow): void => {
      events++
      lastSeq = row.seq
      chain.link(row)
      const { problem } = decisions.see(row)
      if (problem !== undefined) chain.note(rowDifference(row, problem))
    }
    const failure = yield* log.rows(run, EVERYTHING).pipe(
      Stream.runForEach((page) =>
        Effect.sync(() => {
          for (const row of page) see(row)
          onProgress?.(events, noted?.seq)
        })
      ),
      Effect.as(undefined),
      Effect.catchTag("LogUnavailable", (error) => readOneByOne(options, lastSeq, see, error))
    )
    if (failure === undefined) {
      chain.end(Option.getOrUndefined(yield* log.notedHead(run)))
      decisions.end()
    } else {
      const difference = unreadable(lastSeq + 1, failure)
      chain.note(difference)
      decisions.note(difference)
    }
    return verification({ run, events, chain, decisions })
  })

/** The rules are made once, from the first event; where it is no RunStarted there is nothing to decide with. */
const findRules = ({ log, run, rulesOf }: VerifyOptions): Effect.Effect<RulesFound> =>
  log.rows(run, { after: 0, upTo: 1 }).pipe(
    Stream.runCollect,
    Effect.flatMap((pages) => {
      const row = pages[0]?.[0]
      const decoded = row === undefined ? undefined : decodeRow(row)
      return decoded?.ok === true && decoded.event.event.kind === "RunStarted"
        ? rulesOf(decoded.event.event.config)
        : Effect.fail({
            message: "the run's first event is no RunStarted, so there are no rules to decide by"
          })
    }),
    // A config that was tampered with may be one that its space chokes on.
    Effect.catchDefect((defect) => Effect.fail({ message: String(defect) })),
    Effect.match({
      onSuccess: (rules): RulesFound => ({ found: true, rules }),
      onFailure: ({ message }): RulesFound => ({
        found: false,
        problem: `the run cannot be decided again: ${message}`
      })
    })
  )

/** After a page that cannot be read, the rows before the damage are read singly, so that its place is known. */
const readOneByOne = (
  { log, run }: VerifyOptions,
  lastSeq: number,
  see: (row: EventRow) => void,
  failure: LogUnavailable
): Effect.Effect<LogUnavailable> =>
  Effect.gen(function* () {
    for (let after = lastSeq; ; after++) {
      const rows = (yield* Stream.runCollect(log.rows(run, { after, upTo: after + 1 }))).flat()
      if (rows.length === 0) return failure
      for (const row of rows) see(row)
    }
  }).pipe(Effect.catchTag("LogUnavailable", (error) => Effect.succeed(error)))

const rowDifference = (row: EventRow, problem: string): Difference => ({
  seq: row.seq,
  kind: "row",
  recorded: row.payload,
  decided: null,
  message: `event ${row.seq} is not a row that Cambrian writes: ${problem}`
})

const unreadable = (seq: number, { message }: LogUnavailable): Difference => ({
  seq,
  kind: "unreadable",
  recorded: null,
  decided: null,
  message: `event ${seq} cannot be read from the file: ${message}`
})

const verification = (checked: {
  readonly run: string
  readonly events: number
  readonly chain: ChainCheck
  readonly decisions: DecisionCheck
}): Verification => {
  const { run, events, chain, decisions } = checked
  const { births, deaths } = decisions
  const firstDifference = earlier(chain.difference, decisions.difference)
  return {
    run,
    ok: firstDifference === undefined,
    events,
    chain: { ok: chain.difference === undefined, difference: chain.difference ?? null },
    decisions: {
      ok: decisions.difference === undefined,
      births,
      deaths,
      difference: decisions.difference ?? null
    },
    firstDifference: firstDifference ?? null,
    message:
      firstDifference?.message ??
      `all ${events} events are as they were written, and ${births} births and ${deaths} deaths, decided again, agree`
  }
}

const earlier = (
  chain: Difference | undefined,
  decisions: Difference | undefined
): Difference | undefined => {
  if (chain === undefined || decisions === undefined) return chain ?? decisions
  return decisions.seq < chain.seq ? decisions : chain
}
