-- Folded states, kept so that nobody has to fold from the start. Deleting them changes nothing but time.
-- `fold` is the version of the fold that made them: another version ignores them.
CREATE TABLE snapshots (
  run        TEXT    NOT NULL,
  seq        INTEGER NOT NULL,
  fold       INTEGER NOT NULL,
  state_hash TEXT    NOT NULL,
  state      TEXT    NOT NULL,
  PRIMARY KEY (run, seq, fold)
) STRICT, WITHOUT ROWID;
