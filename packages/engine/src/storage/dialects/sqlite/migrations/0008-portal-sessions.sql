-- Who may come onto the key page of an API from inside of the vendor's product: first a link, then a session.
CREATE TABLE portal_sessions (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  api_id TEXT NOT NULL REFERENCES apis (id),
  -- Who it is, in the vendor's own words.
  actor_id TEXT NOT NULL,
  actor_name TEXT NOT NULL,
  -- JSON: permission words.
  permissions TEXT NOT NULL,
  return_url TEXT,
  -- JSON: { scheme, accent }.
  theme TEXT NOT NULL,
  -- The management key that asked for it: when that ends, so does this.
  maker_key_id TEXT NOT NULL REFERENCES keys (id),
  -- SHA-256 of the link's token.
  link_digest BLOB NOT NULL UNIQUE,
  -- SHA-256 of the cookie's value; null as long as nobody has opened the link.
  digest BLOB UNIQUE,
  -- When the link is over, or once it was opened the session.
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX portal_sessions_expiry ON portal_sessions (expires_at);
