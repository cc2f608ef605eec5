-- The catalogue: which runs there are, in the order in which they were started.
CREATE TABLE runs (
  ordinal INTEGER NOT NULL PRIMARY KEY,
  run     TEXT    NOT NULL UNIQUE,
  name    TEXT    NOT NULL UNIQUE,
  at      INTEGER NOT NULL
) STRICT;
