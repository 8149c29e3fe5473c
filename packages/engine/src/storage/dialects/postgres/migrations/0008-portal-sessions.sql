-- Who may come onto the key page of an API from inside of the vendor's product: first a link, then a session.
CREATE TABLE portal_sessions (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL REFERENCES organizations (id),
  api_id text COLLATE "C" NOT NULL REFERENCES apis (id),
  -- Who it is, in the vendor's own words.
  actor_id text COLLATE "C" NOT NULL,
  actor_name text COLLATE "C" NOT NULL,
  -- JSON: permission words.
  permissions text COLLATE "C" NOT NULL,
  return_url text COLLATE "C",
  -- JSON: { scheme, accent }.
  theme text COLLATE "C" NOT NULL,
  -- The management key that asked for it: when that ends, so does this.
  maker_key_id text COLLATE "C" NOT NULL REFERENCES keys (id),
  -- SHA-256 of the link's token.
  link_digest bytea NOT NULL UNIQUE,
  -- SHA-256 of the cookie's value; null as long as nobody has opened the link.
  digest bytea UNIQUE,
  -- When the link is over, or once it was opened the session.
  expires_at bigint NOT NULL,
  created_at bigint NOT NULL
);
CREATE INDEX portal_sessions_expiry ON portal_sessions (expires_at);
