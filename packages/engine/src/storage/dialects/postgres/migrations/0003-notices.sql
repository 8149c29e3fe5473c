-- What people will be told of and nobody was told yet: stretches of the audit log's chains, each written in the
-- transaction that wrote its events.
CREATE TABLE notice_sources (
  chain_id text COLLATE "C" NOT NULL,
  -- Who is told: those who look after the keys of an organization, or the one whose account it is.
  kind text COLLATE "C" NOT NULL CHECK (kind IN ('keys', 'account')),
  -- Sequences of the first and the last event in it that people are told of.
  first bigint NOT NULL,
  last bigint NOT NULL,
  due_at bigint NOT NULL,
  PRIMARY KEY (chain_id, kind, first)
);
CREATE INDEX notice_sources_due_at ON notice_sources (due_at, chain_id, kind);

CREATE INDEX notices_organization ON notices (organization_id, kind, created_at) WHERE organization_id IS NOT NULL;
CREATE INDEX notices_user ON notices (user_id) WHERE user_id IS NOT NULL;
