-- Control data. Instants are milliseconds UTC, JSON is text, booleans are 0 and 1.

CREATE TABLE installation (
  sole integer PRIMARY KEY CHECK (sole = 1),
  id text COLLATE "C" NOT NULL,
  feed_id text COLLATE "C" NOT NULL,
  created_at bigint NOT NULL
);

CREATE TABLE organizations (
  id text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  external_id text COLLATE "C",
  builtin integer NOT NULL DEFAULT 0 CHECK (builtin IN (0, 1)),
  suspended integer NOT NULL DEFAULT 0 CHECK (suspended IN (0, 1)),
  scope_ceiling text COLLATE "C",
  timezone text COLLATE "C" NOT NULL DEFAULT 'UTC',
  business_hours text COLLATE "C",
  key_policy text COLLATE "C" NOT NULL DEFAULT '{}',
  rate_limits text COLLATE "C" NOT NULL DEFAULT '[]',
  has_credits integer NOT NULL DEFAULT 0 CHECK (has_credits IN (0, 1)),
  version integer NOT NULL DEFAULT 1,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  deleted_at bigint
);
CREATE UNIQUE INDEX organizations_external_id ON organizations (external_id) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX organizations_builtin ON organizations (builtin) WHERE builtin = 1;

-- The people of an organization; what they did stays in the audit log when they are gone.
CREATE TABLE members (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL REFERENCES organizations (id),
  email text COLLATE "C" NOT NULL,
  name text COLLATE "C",
  permissions text COLLATE "C" NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
);
CREATE UNIQUE INDEX members_email ON members (email, organization_id);
CREATE INDEX members_organization ON members (organization_id, id);

CREATE TABLE invitations (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL REFERENCES organizations (id),
  email text COLLATE "C" NOT NULL,
  permissions text COLLATE "C" NOT NULL,
  invited_by text COLLATE "C" NOT NULL,
  expires_at bigint NOT NULL,
  created_at bigint NOT NULL
);
CREATE UNIQUE INDEX invitations_email ON invitations (email, organization_id);
CREATE INDEX invitations_organization ON invitations (organization_id, id);

CREATE TABLE apis (
  id text COLLATE "C" PRIMARY KEY,
  name text COLLATE "C" NOT NULL,
  prefix text COLLATE "C" NOT NULL,
  builtin integer NOT NULL DEFAULT 0 CHECK (builtin IN (0, 1)),
  environments text COLLATE "C" NOT NULL,
  scopes text COLLATE "C" NOT NULL,
  key_policy text COLLATE "C" NOT NULL CHECK (key_policy IN ('many', 'one_per_organization')),
  reveal text COLLATE "C" NOT NULL CHECK (reveal IN ('once', 'anytime')),
  rotation text COLLATE "C" NOT NULL,
  max_lifetime_days integer,
  sensitive_endpoints text COLLATE "C" NOT NULL DEFAULT '[]',
  credential_header text COLLATE "C" NOT NULL,
  base_url text COLLATE "C",
  test_request text COLLATE "C",
  env_variable text COLLATE "C",
  portal_origins text COLLATE "C" NOT NULL DEFAULT '[]',
  console text COLLATE "C" NOT NULL DEFAULT '{}',
  version integer NOT NULL DEFAULT 1,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  deleted_at bigint
);
CREATE UNIQUE INDEX apis_prefix ON apis (prefix) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX apis_builtin ON apis (builtin) WHERE builtin = 1;

CREATE TABLE keys (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL REFERENCES organizations (id),
  api_id text COLLATE "C" NOT NULL REFERENCES apis (id),
  environment text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  type text COLLATE "C" NOT NULL CHECK (type IN ('production', 'development', 'elevated')),
  scopes text COLLATE "C" NOT NULL,
  allowed_ips text COLLATE "C",
  allowed_endpoints text COLLATE "C",
  rate_limits text COLLATE "C" NOT NULL DEFAULT '[]',
  has_credits integer NOT NULL DEFAULT 0 CHECK (has_credits IN (0, 1)),
  purpose text COLLATE "C",
  used_by text COLLATE "C",
  metadata text COLLATE "C" NOT NULL DEFAULT '{}',
  external_id text COLLATE "C",
  enabled integer NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  expires_at bigint,
  rotate_every_days integer,
  rotate_by bigint,
  revoked_at bigint,
  revoked_reason text COLLATE "C",
  deleted_at bigint,
  -- One live key per API, organization and environment where the API's policy says so.
  sole_slot text COLLATE "C" UNIQUE,
  reach_organization_id text COLLATE "C",
  reach_api_id text COLLATE "C",
  created_by text COLLATE "C" NOT NULL,
  version integer NOT NULL DEFAULT 1,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  UNIQUE (id, organization_id),
  CHECK (deleted_at IS NULL OR revoked_at IS NOT NULL),
  CHECK (revoked_at IS NULL OR sole_slot IS NULL)
);
CREATE INDEX keys_organization ON keys (organization_id, id);
CREATE INDEX keys_api ON keys (api_id, id);
CREATE INDEX keys_external_id ON keys (external_id, id) WHERE external_id IS NOT NULL;

-- SQLite has it built in: one query reads digests from both.
CREATE FUNCTION hex(bytea) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN encode($1, 'hex');

-- Key-encryption keys that were used, in that order. Each opens its own check value and nobody else's.
CREATE TABLE keks (
  id text COLLATE "C" PRIMARY KEY,
  number integer NOT NULL UNIQUE,
  check_value bytea NOT NULL,
  created_at bigint NOT NULL,
  -- When nothing was wrapped under it any more.
  retired_at bigint
);

-- What encrypts the tokens of one organization, wrapped under a KEK. Without its row they are lost for good.
CREATE TABLE data_keys (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL UNIQUE REFERENCES organizations (id),
  kek_id text COLLATE "C" NOT NULL REFERENCES keks (id),
  wrapped bytea NOT NULL,
  created_at bigint NOT NULL,
  UNIQUE (id, organization_id)
);
CREATE INDEX data_keys_kek ON data_keys (kek_id, id);

-- The versions of a key. The token itself is nowhere; a recoverable one is stored encrypted.
CREATE TABLE secrets (
  id text COLLATE "C" PRIMARY KEY,
  key_id text COLLATE "C" NOT NULL,
  organization_id text COLLATE "C" NOT NULL,
  digest bytea NOT NULL UNIQUE CHECK (length(digest) = 32),
  start text COLLATE "C" NOT NULL,
  -- When it stops by itself, after a rotation with overlap.
  ends_at bigint,
  -- When it was ended at once: no clock is asked whether that moment has come.
  revoked_at bigint,
  created_at bigint NOT NULL,
  ciphertext bytea,
  data_key_id text COLLATE "C",
  FOREIGN KEY (key_id, organization_id) REFERENCES keys (id, organization_id),
  FOREIGN KEY (data_key_id, organization_id) REFERENCES data_keys (id, organization_id),
  CHECK ((ciphertext IS NULL) = (data_key_id IS NULL))
);
CREATE INDEX secrets_key ON secrets (key_id, id);
-- For lists that search by the start of a token, and those of keys that are rotating.
CREATE INDEX secrets_start ON secrets (start, key_id);
CREATE INDEX secrets_ends_at ON secrets (ends_at, key_id) WHERE ends_at IS NOT NULL;

-- A balance belongs to a key, or to an organization whose keys share it.
CREATE TABLE credit_balances (
  owner_id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL REFERENCES organizations (id),
  remaining bigint NOT NULL CHECK (remaining >= 0),
  refill_amount bigint CHECK (refill_amount >= 0),
  refill_every text COLLATE "C" CHECK (refill_every IN ('day', 'week', 'month')),
  refill_timezone text COLLATE "C",
  refills_at bigint,
  CHECK ((refill_amount IS NULL) = (refills_at IS NULL))
);

-- The change feed: pointers to what verdicts read. Transactions commit out of sequence order, so a reader goes by xid.
CREATE TABLE changes (
  sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  kind text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  at bigint NOT NULL
);
CREATE INDEX changes_xid ON changes (xid);

-- The registry of nodes; a lease runs only while its node's row is here.
CREATE TABLE nodes (
  id text COLLATE "C" PRIMARY KEY,
  confirmed text COLLATE "C" NOT NULL,
  lease_ms bigint NOT NULL,
  version text COLLATE "C" NOT NULL,
  registered_at bigint NOT NULL,
  renewed_at bigint NOT NULL
);

CREATE TABLE audit_heads (
  chain_id text COLLATE "C" PRIMARY KEY,
  sequence bigint NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32)
);

-- `body` holds exactly the bytes that were hashed.
CREATE TABLE audit_events (
  chain_id text COLLATE "C" NOT NULL,
  sequence bigint NOT NULL,
  id text COLLATE "C" NOT NULL UNIQUE,
  action text COLLATE "C" NOT NULL,
  target_id text COLLATE "C" NOT NULL,
  body text COLLATE "C" NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (chain_id, sequence)
);
CREATE INDEX audit_events_target ON audit_events (target_id, id);

-- Apart from the chain, so that erasing an organization leaves the chain verifiable.
CREATE TABLE audit_details (
  event_id text COLLATE "C" PRIMARY KEY REFERENCES audit_events (id),
  salt bytea NOT NULL,
  details text COLLATE "C" NOT NULL
);

-- Answers of calls that carried an Idempotency-Key, for a day. Neither the key nor the body nor a secret is here.
CREATE TABLE replays (
  id text COLLATE "C" PRIMARY KEY,
  body bytea NOT NULL CHECK (length(body) = 32),
  result text COLLATE "C" NOT NULL,
  mark text COLLATE "C",
  created_at bigint NOT NULL
);
CREATE INDEX replays_created_at ON replays (created_at);

-- The usage log, cut by month of the event id, so that retention drops partitions and deletes nothing.
CREATE SCHEMA usage;
-- A block is events that were shipped together, within one minute, compressed where that pays.
CREATE TABLE usage.blocks (
  last text COLLATE "C" NOT NULL,
  first text COLLATE "C" NOT NULL,
  events integer NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (last)
) PARTITION BY RANGE (last);
ALTER TABLE usage.blocks ALTER COLUMN body SET STORAGE EXTERNAL;

-- Which blocks hold events of an organization or of a key.
CREATE TABLE usage.postings (
  owner text COLLATE "C" NOT NULL,
  last text COLLATE "C" NOT NULL,
  PRIMARY KEY (owner, last)
) PARTITION BY RANGE (last);

CREATE TABLE usage.outcomes (
  verification_id text COLLATE "C" NOT NULL,
  status integer NOT NULL,
  duration_ms double precision,
  reported_at bigint NOT NULL,
  PRIMARY KEY (verification_id)
) PARTITION BY RANGE (verification_id);

-- Outcomes whose events are not in the log yet, with what their reporters reach.
CREATE TABLE usage.early_outcomes (
  verification_id text COLLATE "C" NOT NULL,
  reach_organization_id text COLLATE "C" NOT NULL,
  reach_api_id text COLLATE "C" NOT NULL,
  status integer NOT NULL,
  duration_ms double precision,
  reported_at bigint NOT NULL,
  due_at bigint NOT NULL,
  PRIMARY KEY (verification_id, reach_organization_id, reach_api_id)
);
CREATE INDEX early_outcomes_due ON usage.early_outcomes (due_at);

CREATE TABLE usage.key_activity (
  key_id text COLLATE "C" PRIMARY KEY,
  last_used_at bigint NOT NULL
);

CREATE TABLE usage.secret_activity (
  secret_id text COLLATE "C" PRIMARY KEY,
  last_used_at bigint NOT NULL
);

-- How far each journal has been stored and, where position stands, counted; each moves in one transaction with that.
CREATE TABLE usage.journals (
  journal_id text COLLATE "C" PRIMARY KEY,
  stored bigint NOT NULL DEFAULT 0,
  position bigint NOT NULL DEFAULT 0,
  shipped_at bigint NOT NULL
);

-- Each verification counts for its key, for its organization and for its API. Empty text is "none" and "all of them".
CREATE TABLE usage.sources (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  level text COLLATE "C" NOT NULL,
  organization_id text COLLATE "C" NOT NULL,
  api_id text COLLATE "C" NOT NULL,
  key_id text COLLATE "C" NOT NULL,
  environment text COLLATE "C" NOT NULL,
  UNIQUE (level, organization_id, api_id, key_id, environment)
);
CREATE INDEX sources_key ON usage.sources (key_id);

-- By bucket first: what is written now lies together, however many keys there are. Sums by endpoint and by country are
-- packed in their row, as a row for each would be most of what shipping costs.
CREATE TABLE usage.hours (
  bucket bigint NOT NULL,
  source integer NOT NULL,
  code text COLLATE "C" NOT NULL,
  verifications bigint NOT NULL,
  cost bigint NOT NULL,
  outcomes bigint NOT NULL,
  outcomes_2xx bigint NOT NULL,
  outcomes_3xx bigint NOT NULL,
  outcomes_4xx bigint NOT NULL,
  outcomes_5xx bigint NOT NULL,
  durations bigint NOT NULL,
  duration_ms_sum double precision NOT NULL,
  duration_ms_max double precision NOT NULL,
  facets bytea,
  PRIMARY KEY (bucket, source, code)
);

CREATE TABLE usage.days (
  bucket bigint NOT NULL,
  source integer NOT NULL,
  code text COLLATE "C" NOT NULL,
  verifications bigint NOT NULL,
  cost bigint NOT NULL,
  outcomes bigint NOT NULL,
  outcomes_2xx bigint NOT NULL,
  outcomes_3xx bigint NOT NULL,
  outcomes_4xx bigint NOT NULL,
  outcomes_5xx bigint NOT NULL,
  durations bigint NOT NULL,
  duration_ms_sum double precision NOT NULL,
  duration_ms_max double precision NOT NULL,
  facets bytea,
  PRIMARY KEY (bucket, source, code)
);
