-- Control data. Instants are milliseconds UTC, JSON is text, booleans are 0 and 1.

CREATE TABLE installation (
  sole INTEGER PRIMARY KEY CHECK (sole = 1),
  id TEXT NOT NULL,
  feed_id TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE organizations (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  external_id TEXT,
  builtin INTEGER NOT NULL DEFAULT 0 CHECK (builtin IN (0, 1)),
  suspended INTEGER NOT NULL DEFAULT 0 CHECK (suspended IN (0, 1)),
  scope_ceiling TEXT,
  timezone TEXT NOT NULL DEFAULT 'UTC',
  business_hours TEXT,
  key_policy TEXT NOT NULL DEFAULT '{}',
  rate_limits TEXT NOT NULL DEFAULT '[]',
  has_credits INTEGER NOT NULL DEFAULT 0 CHECK (has_credits IN (0, 1)),
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX organizations_external_id ON organizations (external_id) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX organizations_builtin ON organizations (builtin) WHERE builtin = 1;

-- The people of an organization; what they did stays in the audit log when they are gone.
CREATE TABLE members (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  email TEXT NOT NULL,
  name TEXT,
  permissions TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX members_email ON members (email, organization_id);
CREATE INDEX members_organization ON members (organization_id, id);

CREATE TABLE invitations (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  email TEXT NOT NULL,
  permissions TEXT NOT NULL,
  invited_by TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX invitations_email ON invitations (email, organization_id);
CREATE INDEX invitations_organization ON invitations (organization_id, id);

CREATE TABLE apis (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  prefix TEXT NOT NULL,
  builtin INTEGER NOT NULL DEFAULT 0 CHECK (builtin IN (0, 1)),
  environments TEXT NOT NULL,
  scopes TEXT NOT NULL,
  key_policy TEXT NOT NULL CHECK (key_policy IN ('many', 'one_per_organization')),
  reveal TEXT NOT NULL CHECK (reveal IN ('once', 'anytime')),
  rotation TEXT NOT NULL,
  max_lifetime_days INTEGER,
  sensitive_endpoints TEXT NOT NULL DEFAULT '[]',
  credential_header TEXT NOT NULL,
  base_url TEXT,
  test_request TEXT,
  env_variable TEXT,
  portal_origins TEXT NOT NULL DEFAULT '[]',
  console TEXT NOT NULL DEFAULT '{}',
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  deleted_at INTEGER
) STRICT;
CREATE UNIQUE INDEX apis_prefix ON apis (prefix) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX apis_builtin ON apis (builtin) WHERE builtin = 1;

CREATE TABLE keys (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  api_id TEXT NOT NULL REFERENCES apis (id),
  environment TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL CHECK (type IN ('production', 'development', 'elevated')),
  scopes TEXT NOT NULL,
  allowed_ips TEXT,
  allowed_endpoints TEXT,
  rate_limits TEXT NOT NULL DEFAULT '[]',
  has_credits INTEGER NOT NULL DEFAULT 0 CHECK (has_credits IN (0, 1)),
  purpose TEXT,
  used_by TEXT,
  metadata TEXT NOT NULL DEFAULT '{}',
  external_id TEXT,
  enabled INTEGER NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  expires_at INTEGER,
  rotate_every_days INTEGER,
  rotate_by INTEGER,
  revoked_at INTEGER,
  revoked_reason TEXT,
  deleted_at INTEGER,
  -- One live key per API, organization and environment where the API's policy says so.
  sole_slot TEXT UNIQUE,
  reach_organization_id TEXT,
  reach_api_id TEXT,
  created_by TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  UNIQUE (id, organization_id),
  CHECK (deleted_at IS NULL OR revoked_at IS NOT NULL),
  CHECK (revoked_at IS NULL OR sole_slot IS NULL)
) STRICT;
CREATE INDEX keys_organization ON keys (organization_id, id);
CREATE INDEX keys_api ON keys (api_id, id);
CREATE INDEX keys_external_id ON keys (external_id, id) WHERE external_id IS NOT NULL;

-- Key-encryption keys that were used, in that order. Each opens its own check value and nobody else's.
CREATE TABLE keks (
  id TEXT PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  check_value BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  -- When nothing was wrapped under it any more.
  retired_at INTEGER
) STRICT;

-- What encrypts the tokens of one organization, wrapped under a KEK. Without its row they are lost for good.
CREATE TABLE data_keys (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL UNIQUE REFERENCES organizations (id),
  kek_id TEXT NOT NULL REFERENCES keks (id),
  wrapped BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  UNIQUE (id, organization_id)
) STRICT;
CREATE INDEX data_keys_kek ON data_keys (kek_id, id);

-- The versions of a key. The token itself is nowhere; a recoverable one is stored encrypted.
CREATE TABLE secrets (
  id TEXT PRIMARY KEY,
  key_id TEXT NOT NULL,
  organization_id TEXT NOT NULL,
  digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
  start TEXT NOT NULL,
  -- When it stops by itself, after a rotation with overlap.
  ends_at INTEGER,
  -- When it was ended at once: no clock is asked whether that moment has come.
  revoked_at INTEGER,
  created_at INTEGER NOT NULL,
  ciphertext BLOB,
  data_key_id TEXT,
  FOREIGN KEY (key_id, organization_id) REFERENCES keys (id, organization_id),
  FOREIGN KEY (data_key_id, organization_id) REFERENCES data_keys (id, organization_id),
  CHECK ((ciphertext IS NULL) = (data_key_id IS NULL))
) STRICT;
CREATE INDEX secrets_key ON secrets (key_id, id);
-- For lists that search by the start of a token, and those of keys that are rotating.
CREATE INDEX secrets_start ON secrets (start, key_id);
CREATE INDEX secrets_ends_at ON secrets (ends_at, key_id) WHERE ends_at IS NOT NULL;

-- A balance belongs to a key, or to an organization whose keys share it.
CREATE TABLE credit_balances (
  owner_id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  remaining INTEGER NOT NULL CHECK (remaining >= 0),
  refill_amount INTEGER CHECK (refill_amount >= 0),
  refill_every TEXT CHECK (refill_every IN ('day', 'week', 'month')),
  refill_timezone TEXT,
  refills_at INTEGER,
  CHECK ((refill_amount IS NULL) = (refills_at IS NULL))
) STRICT;

-- The change feed: pointers to what verdicts read, in commit order.
CREATE TABLE changes (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE audit_heads (
  chain_id TEXT PRIMARY KEY,
  sequence INTEGER NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

-- `body` holds exactly the bytes that were hashed.
CREATE TABLE audit_events (
  chain_id TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  id TEXT NOT NULL UNIQUE,
  action TEXT NOT NULL,
  target_id TEXT NOT NULL,
  body TEXT NOT NULL,
  hash BLOB NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (chain_id, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_events_target ON audit_events (target_id, id);

-- Apart from the chain, so that erasing an organization leaves the chain verifiable.
CREATE TABLE audit_details (
  event_id TEXT PRIMARY KEY REFERENCES audit_events (id),
  salt BLOB NOT NULL,
  details TEXT NOT NULL
) STRICT;

-- Answers of calls that carried an Idempotency-Key, for a day. Neither the key nor the body nor a secret is here.
CREATE TABLE replays (
  id TEXT PRIMARY KEY,
  body BLOB NOT NULL CHECK (length(body) = 32),
  result TEXT NOT NULL,
  mark TEXT,
  created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX replays_created_at ON replays (created_at);
