-- What each node last said about itself. A node that ends by itself takes its row along; one that is killed leaves it.
CREATE TABLE node_reports (
  node_id text COLLATE "C" PRIMARY KEY,
  -- JSON.
  report text NOT NULL,
  reported_at bigint NOT NULL
);
