-- What members ask of those who decide: that an exposed key is reset, or a permission for themselves.
CREATE TABLE requests (
  id TEXT PRIMARY KEY,
  organization_id TEXT NOT NULL REFERENCES organizations (id),
  kind TEXT NOT NULL CHECK (kind IN ('key_reset', 'access')),
  -- The key, and the secret of it that is to end.
  key_id TEXT,
  secret_id TEXT REFERENCES secrets (id),
  -- Who asks for which permission; a member who is gone asks for nothing.
  member_id TEXT REFERENCES members (id) ON DELETE CASCADE,
  permission TEXT,
  reason TEXT,
  -- JSON: { type, id, name }.
  asked_by TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'open'
    CHECK (status IN ('open', 'approved', 'declined', 'withdrawn', 'expired', 'superseded')),
  -- What an open request is about: there is one at a time.
  open_slot TEXT UNIQUE,
  -- JSON: { type, id, name }.
  decided_by TEXT,
  decision_reason TEXT,
  decided_at INTEGER,
  expires_at INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  FOREIGN KEY (key_id, organization_id) REFERENCES keys (id, organization_id),
  CHECK ((kind = 'key_reset') = (key_id IS NOT NULL)),
  CHECK ((key_id IS NULL) = (secret_id IS NULL)),
  CHECK ((kind = 'access') = (member_id IS NOT NULL)),
  CHECK ((member_id IS NULL) = (permission IS NULL)),
  CHECK ((status = 'open') = (open_slot IS NOT NULL)),
  CHECK ((decided_by IS NULL) = (decided_at IS NULL))
) STRICT;
CREATE INDEX requests_organization ON requests (organization_id, kind, id);
CREATE INDEX requests_key ON requests (key_id, id) WHERE key_id IS NOT NULL;
CREATE INDEX requests_member ON requests (member_id, id) WHERE member_id IS NOT NULL;
