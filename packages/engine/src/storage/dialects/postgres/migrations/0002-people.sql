-- People: who they are, what they prove it with, and where they are signed in. What proves an identity is here as a
-- digest or encrypted, never as it is presented.

CREATE TABLE users (
  id text COLLATE "C" PRIMARY KEY,
  email text COLLATE "C" NOT NULL,
  -- When the address was proven to be theirs.
  email_verified_at bigint,
  name text COLLATE "C",
  -- Who is disabled signs in nowhere.
  disabled_at bigint,
  -- E-mail about keys; about sign-ins it is always sent.
  key_notices integer NOT NULL DEFAULT 1 CHECK (key_notices IN (0, 1)),
  version integer NOT NULL DEFAULT 1,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL
);
CREATE UNIQUE INDEX users_email ON users (email);

-- The vendor's own staff: they reach every organization, without being a member of any.
CREATE TABLE operators (
  user_id text COLLATE "C" PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  role text COLLATE "C" NOT NULL CHECK (role IN ('owner', 'operator')),
  created_at bigint NOT NULL
);

-- A member without a user was written down by somebody and has not joined.
ALTER TABLE members ADD COLUMN user_id text COLLATE "C" REFERENCES users (id);
CREATE UNIQUE INDEX members_user ON members (user_id, organization_id) WHERE user_id IS NOT NULL;

-- argon2id, in PHC form.
CREATE TABLE passwords (
  user_id text COLLATE "C" PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  hash text COLLATE "C" NOT NULL,
  changed_at bigint NOT NULL
);

-- Where somebody is signed in; a row that is gone is a session that has ended.
CREATE TABLE sessions (
  id text COLLATE "C" PRIMARY KEY,
  user_id text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- SHA-256 of the cookie's value.
  digest bytea NOT NULL UNIQUE CHECK (length(digest) = 32),
  -- The organization that it is switched to; null is none, and for operators all of them.
  organization_id text COLLATE "C" REFERENCES organizations (id),
  -- How it began: password, passkey, sso, link.
  method text COLLATE "C" NOT NULL,
  -- The identity provider that it began at.
  identity_provider_id text COLLATE "C",
  -- When who holds it last proved who they are, and when with a second factor.
  authenticated_at bigint NOT NULL,
  second_factor_at bigint,
  last_seen_at bigint NOT NULL,
  expires_at bigint NOT NULL,
  ip text COLLATE "C",
  user_agent text COLLATE "C",
  created_at bigint NOT NULL
);
CREATE INDEX sessions_user ON sessions (user_id, id);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- What arrives by mail or stands in a terminal once. What is used up is removed.
CREATE TABLE one_time_tokens (
  id text COLLATE "C" PRIMARY KEY,
  purpose text COLLATE "C" NOT NULL CHECK (purpose IN ('setup', 'sign_in', 'password_reset', 'invitation', 'email')),
  -- SHA-256 of the token.
  digest bytea NOT NULL UNIQUE CHECK (length(digest) = 32),
  user_id text COLLATE "C" REFERENCES users (id) ON DELETE CASCADE,
  invitation_id text COLLATE "C" REFERENCES invitations (id) ON DELETE CASCADE,
  -- The address that holding it proves.
  email text COLLATE "C",
  expires_at bigint NOT NULL,
  created_at bigint NOT NULL
);
CREATE INDEX one_time_tokens_user ON one_time_tokens (user_id, purpose) WHERE user_id IS NOT NULL;
CREATE INDEX one_time_tokens_invitation ON one_time_tokens (invitation_id) WHERE invitation_id IS NOT NULL;
CREATE INDEX one_time_tokens_expires_at ON one_time_tokens (expires_at);

-- What a step of signing in or of registering waits for: a second factor, a passkey, an identity provider.
CREATE TABLE challenges (
  id text COLLATE "C" PRIMARY KEY,
  purpose text COLLATE "C" NOT NULL CHECK (purpose IN ('second_factor', 'passkey_sign_in', 'passkey_registration', 'sso')),
  -- SHA-256 of what the browser holds meanwhile.
  digest bytea NOT NULL UNIQUE CHECK (length(digest) = 32),
  user_id text COLLATE "C" REFERENCES users (id) ON DELETE CASCADE,
  session_id text COLLATE "C" REFERENCES sessions (id) ON DELETE CASCADE,
  -- JSON.
  state text COLLATE "C" NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  expires_at bigint NOT NULL,
  created_at bigint NOT NULL
);
CREATE INDEX challenges_user ON challenges (user_id) WHERE user_id IS NOT NULL;
CREATE INDEX challenges_session ON challenges (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX challenges_expires_at ON challenges (expires_at);

-- The secret under the data key of the organization that operates Keyturn.
CREATE TABLE totp_credentials (
  user_id text COLLATE "C" PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  ciphertext bytea NOT NULL,
  data_key_id text COLLATE "C" NOT NULL REFERENCES data_keys (id),
  -- Null until a first code has shown that it works.
  confirmed_at bigint,
  -- The time step of the last code that was accepted: no code is good twice.
  last_step bigint,
  created_at bigint NOT NULL
);
CREATE INDEX totp_credentials_data_key ON totp_credentials (data_key_id);

CREATE TABLE recovery_codes (
  id text COLLATE "C" PRIMARY KEY,
  user_id text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  -- SHA-256 of the code.
  digest bytea NOT NULL CHECK (length(digest) = 32),
  used_at bigint,
  created_at bigint NOT NULL
);
CREATE UNIQUE INDEX recovery_codes_digest ON recovery_codes (user_id, digest);

CREATE TABLE passkeys (
  id text COLLATE "C" PRIMARY KEY,
  user_id text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  credential_id bytea NOT NULL UNIQUE,
  public_key bytea NOT NULL,
  counter bigint NOT NULL,
  -- JSON: transport words.
  transports text COLLATE "C" NOT NULL,
  aaguid text COLLATE "C",
  backup_eligible integer NOT NULL CHECK (backup_eligible IN (0, 1)),
  backed_up integer NOT NULL CHECK (backed_up IN (0, 1)),
  name text COLLATE "C" NOT NULL,
  -- When its counter went backwards: somebody may have a copy, and it signs in nowhere.
  cloned_at bigint,
  version integer NOT NULL DEFAULT 1,
  last_used_at bigint,
  created_at bigint NOT NULL
);
CREATE INDEX passkeys_user ON passkeys (user_id, id);

-- Single sign-on of one organization. Its client secret goes with the organization's data key.
CREATE TABLE identity_providers (
  id text COLLATE "C" PRIMARY KEY,
  organization_id text COLLATE "C" NOT NULL UNIQUE REFERENCES organizations (id),
  name text COLLATE "C" NOT NULL,
  issuer text COLLATE "C" NOT NULL,
  client_id text COLLATE "C" NOT NULL,
  ciphertext bytea,
  data_key_id text COLLATE "C",
  -- JSON: domains of e-mail addresses that it may vouch for.
  email_domains text COLLATE "C" NOT NULL,
  enabled integer NOT NULL DEFAULT 1 CHECK (enabled IN (0, 1)),
  -- Members sign in nowhere else.
  enforced integer NOT NULL DEFAULT 0 CHECK (enforced IN (0, 1)),
  -- JSON: permissions of who joins by signing in; null is that nobody does.
  joining_permissions text COLLATE "C",
  version integer NOT NULL DEFAULT 1,
  created_at bigint NOT NULL,
  updated_at bigint NOT NULL,
  UNIQUE (id, organization_id),
  FOREIGN KEY (data_key_id, organization_id) REFERENCES data_keys (id, organization_id) ON DELETE CASCADE,
  CHECK ((ciphertext IS NULL) = (data_key_id IS NULL))
);

-- Who an identity provider's subject is here.
CREATE TABLE external_identities (
  id text COLLATE "C" PRIMARY KEY,
  user_id text COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  identity_provider_id text COLLATE "C" NOT NULL,
  organization_id text COLLATE "C" NOT NULL,
  subject text COLLATE "C" NOT NULL,
  email text COLLATE "C",
  last_used_at bigint,
  created_at bigint NOT NULL,
  FOREIGN KEY (identity_provider_id, organization_id)
    REFERENCES identity_providers (id, organization_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX external_identities_subject ON external_identities (identity_provider_id, subject);
CREATE INDEX external_identities_user ON external_identities (user_id);

-- Failed attempts by what they were made on or from; `subject` is a digest.
CREATE TABLE attempts (
  subject text COLLATE "C" PRIMARY KEY,
  count integer NOT NULL,
  window_ends_at bigint NOT NULL
);
CREATE INDEX attempts_window_ends_at ON attempts (window_ends_at);

-- Mail that is to be sent, written in the transaction of what it tells of. No link that opens anything is in it.
CREATE TABLE notices (
  id text COLLATE "C" PRIMARY KEY,
  kind text COLLATE "C" NOT NULL,
  recipient text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" REFERENCES users (id) ON DELETE CASCADE,
  organization_id text COLLATE "C" REFERENCES organizations (id),
  -- JSON.
  details text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'sent', 'dead')),
  attempts integer NOT NULL DEFAULT 0,
  due_at bigint NOT NULL,
  claimed_by text COLLATE "C",
  claimed_until bigint,
  last_error text COLLATE "C",
  sent_at bigint,
  created_at bigint NOT NULL
);
CREATE INDEX notices_due_at ON notices (due_at, id) WHERE status = 'pending';
CREATE INDEX notices_created_at ON notices (created_at);
