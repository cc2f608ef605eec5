-- The log. One row an event; the rest of the database is a catalogue or a cache of it.
-- `payload` is the event as canonical JSON; `hash` chains it to the row before (see src/log/row.ts).
-- `individual` repeats the payload's field, so that one individual's life is found without reading the log;
-- events about the run as a whole have none.
CREATE TABLE events (
  run        TEXT    NOT NULL,
  seq        INTEGER NOT NULL,
  kind       TEXT    NOT NULL,
  version    INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  individual INTEGER,
  payload    TEXT    NOT NULL,
  hash       TEXT    NOT NULL,
  PRIMARY KEY (run, seq)
) STRICT, WITHOUT ROWID;

CREATE INDEX events_of_individual ON events (run, individual);

-- The last row of each run, written in the transaction that appends it: without it a log whose last rows
-- were cut off would still be a sound chain.
CREATE TABLE heads (
  run  TEXT    NOT NULL PRIMARY KEY,
  seq  INTEGER NOT NULL,
  hash TEXT    NOT NULL
) STRICT, WITHOUT ROWID;
