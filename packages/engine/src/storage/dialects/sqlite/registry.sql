-- The registry of nodes; a lease runs only while its node's row is here. Rebuilt by registration, so it needs no fsync.
CREATE TABLE IF NOT EXISTS nodes (
  id TEXT PRIMARY KEY,
  confirmed TEXT NOT NULL,
  lease_ms INTEGER NOT NULL,
  version TEXT NOT NULL,
  registered_at INTEGER NOT NULL,
  renewed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
