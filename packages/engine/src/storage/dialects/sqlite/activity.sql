-- What the log says about keys, rollups, and how far each journal has been shipped, in one transaction.
CREATE TABLE IF NOT EXISTS key_activity (
  key_id TEXT PRIMARY KEY,
  last_used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS secret_activity (
  secret_id TEXT PRIMARY KEY,
  last_used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS journals (
  journal_id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  shipped_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Outcomes whose events are not in the log yet, with what their reporters reach.
CREATE TABLE IF NOT EXISTS early_outcomes (
  verification_id TEXT NOT NULL,
  reach_organization_id TEXT NOT NULL,
  reach_api_id TEXT NOT NULL,
  status INTEGER NOT NULL,
  duration_ms REAL,
  reported_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  PRIMARY KEY (verification_id, reach_organization_id, reach_api_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS early_outcomes_due ON early_outcomes (due_at);

-- Each verification counts for its key, for its organization and for its API. Empty text is "none" and "all of them".
CREATE TABLE IF NOT EXISTS sources (
  id INTEGER PRIMARY KEY,
  level TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  api_id TEXT NOT NULL,
  key_id TEXT NOT NULL,
  environment TEXT NOT NULL,
  UNIQUE (level, organization_id, api_id, key_id, environment)
) STRICT;
CREATE INDEX IF NOT EXISTS sources_key ON sources (key_id);

-- By bucket first: what is written now lies together, however many keys there are. Sums by endpoint and by country are
-- packed in their row, as a row for each would be most of what shipping costs.
CREATE TABLE IF NOT EXISTS hours (
  bucket INTEGER NOT NULL,
  source INTEGER NOT NULL,
  code TEXT NOT NULL,
  verifications INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  outcomes INTEGER NOT NULL,
  outcomes_2xx INTEGER NOT NULL,
  outcomes_3xx INTEGER NOT NULL,
  outcomes_4xx INTEGER NOT NULL,
  outcomes_5xx INTEGER NOT NULL,
  durations INTEGER NOT NULL,
  duration_ms_sum REAL NOT NULL,
  duration_ms_max REAL NOT NULL,
  facets BLOB,
  PRIMARY KEY (bucket, source, code)
) STRICT, WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS days (
  bucket INTEGER NOT NULL,
  source INTEGER NOT NULL,
  code TEXT NOT NULL,
  verifications INTEGER NOT NULL,
  cost INTEGER NOT NULL,
  outcomes INTEGER NOT NULL,
  outcomes_2xx INTEGER NOT NULL,
  outcomes_3xx INTEGER NOT NULL,
  outcomes_4xx INTEGER NOT NULL,
  outcomes_5xx INTEGER NOT NULL,
  durations INTEGER NOT NULL,
  duration_ms_sum REAL NOT NULL,
  duration_ms_max REAL NOT NULL,
  facets BLOB,
  PRIMARY KEY (bucket, source, code)
) STRICT, WITHOUT ROWID;
