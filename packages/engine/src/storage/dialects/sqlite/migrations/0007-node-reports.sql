-- What each node last said about itself. A node that ends by itself takes its row along; one that is killed leaves it.
CREATE TABLE node_reports (
  node_id TEXT PRIMARY KEY,
  -- JSON.
  report TEXT NOT NULL,
  reported_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
