-- One file a month: the usage log of that month, so that retention deletes a file and no rows.
CREATE TABLE IF NOT EXISTS blocks (
  last TEXT PRIMARY KEY,
  first TEXT NOT NULL,
  events INTEGER NOT NULL,
  body BLOB NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS postings (
  owner TEXT NOT NULL,
  last TEXT NOT NULL,
  PRIMARY KEY (owner, last)
) STRICT, WITHOUT ROWID;

-- Those of the last shipments, as they came: usage-month.ts moves them to the others.
CREATE TABLE IF NOT EXISTS recent_postings (
  owner TEXT NOT NULL,
  last TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS outcomes (
  verification_id TEXT PRIMARY KEY,
  status INTEGER NOT NULL,
  duration_ms REAL,
  reported_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- How far each journal is in this file: ahead of activity.db where a process ended between the two.
CREATE TABLE IF NOT EXISTS shipped (
  journal_id TEXT PRIMARY KEY,
  position INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
