/** The named limits of the engine: every mailbox, pool, pause and retry that is not part of a run's config. */
export const ENGINE_LIMITS = {
  mailboxCapacity: 4096,
  actorRestartsMax: 5,
  engineRestartsMax: 5,
  /** A folded state is kept every so many events. */
  snapshotEvery: 100_000
} as const

/** Trainer processes connect to the coordinator on this machine only. */
export const TRAINER_HOST = "127.0.0.1"

/** A process silent for so many leases in a row has hung, and is killed. */
export const HUNG_AFTER_LEASES = 4

/** Defaults of a config's `limits`. */
export const DEFAULT_LIMITS = { failuresMax: 3, lossesMax: 10, leaseMs: 30_000, heartbeatMs: 1000 } as const

/** Default of a config's `window`, where the population is large enough. */
export const DEFAULT_WINDOW = 16
