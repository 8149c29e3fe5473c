// Written from the operations by write-bindings.ts: npx vitest run packages/contract -u

/** Problem details (RFC 9457). */
export type Problem = {
  /** Address of the help page on this problem. */
  type: string
  /** Kind of problem in a few words. */
  title: string
  /** The HTTP status. */
  status: number
  /** Kind of problem for programs; the list only grows. */
  code: 'malformed_request' | 'malformed_json' | 'duplicate_member' | 'json_too_deep' | 'unknown_field' | 'invalid_parameter' | 'invalid_cursor' | 'multiple_credentials' | 'duplicate_header' | 'credential_in_url' | 'missing_credential' | 'invalid_api_key' | 'key_revoked' | 'key_expired' | 'key_disabled' | 'invalid_credentials' | 'session_ended' | 'invalid_second_factor' | 'credits_exhausted' | 'second_factor_required' | 'insufficient_scope' | 'insufficient_permission' | 'reauthentication_required' | 'csrf_failed' | 'insecure_transport' | 'mfa_required' | 'sso_required' | 'sso_refused' | 'ip_not_allowed' | 'endpoint_not_allowed' | 'wrong_api' | 'wrong_environment' | 'wrong_organization' | 'organization_suspended' | 'not_found' | 'method_not_allowed' | 'request_timeout' | 'conflict' | 'last_owner' | 'key_exists' | 'key_not_active' | 'rotation_in_progress' | 'reveal_not_allowed' | 'challenge_expired' | 'precondition_failed' | 'body_too_large' | 'uri_too_long' | 'unsupported_media_type' | 'expectation_failed' | 'invalid_input' | 'idempotency_mismatch' | 'rate_limited' | 'headers_too_large' | 'internal_error' | 'decryption_failed' | 'storage_unavailable' | 'audit_unavailable' | 'sealed' | 'overloaded' | 'fenced' | 'storage_full'
  /** A sentence that says what to do. */
  detail: string
  /** Id of the request, also in X-Request-Id. */
  requestId: string
  /** For bad input: every member in question. */
  errors?: ({
    /** JSON Pointer (RFC 6901) into the body, or the name of the parameter. */
    pointer: string
    /** What is wrong with it. */
    message: string
  })[]
}

export type CreateApiBody = {
  /** Name. */
  name: string
  /** Environments; default live and test. */
  environments?: string[]
  /** Every scope that the API knows; keys can have no other. */
  scopes?: ({
    /** Scope that this API knows. */
    name: string
    /** What it allows, for people. */
    description?: string
    /** Keys with it count as elevated. Default false. */
    sensitive?: boolean
  })[]
  /** How many keys an organization may have. Default many. */
  keyPolicy?: 'many' | 'one_per_organization'
  /** Whether a token can be shown again. Default once. */
  reveal?: 'once' | 'anytime'
  rotation?: {
    /** Days; default 90. */
    production?: number
    /** Days; default 180. */
    development?: number
    /** Days; default 45. */
    elevated?: number
  }
  /** Longest time from creation to expiry in days; null is unlimited. */
  maxLifetimeDays?: number | null
  sensitiveEndpoints?: ({
    /** HTTP method in upper case; `*` is any. HEAD counts as GET. */
    method: string
    /** Path pattern: `*` is one segment, a final `**` is the rest, everything else is exact. */
    path: string
  })[]
  /** Header that snippets and help pages show. */
  credentialHeader?: 'X-API-Key' | 'Authorization: Bearer'
  /** Where the API is. */
  baseUrl?: string | null
  /** A harmless request that proves a key works. */
  testRequest?: {
    /** HTTP method in upper case; `*` is any. HEAD counts as GET. */
    method: string
    /** Path. */
    path: string
  } | null
  /** Environment variable that snippets use. */
  envVariable?: string | null
  portalOrigins?: string[]
  console?: {
    portalName?: string
    /** Menu entry in the dashboard. */
    section?: string
    /** Page or tab below it. */
    page?: string
    /** Create form: everything, or the name alone. */
    form?: 'full' | 'name'
    fieldLabel?: string
    submitLabel?: string
    display?: 'masked' | 'shown'
    /** Permissions of which a member needs one to see the page. Members with `manage_users` or `manage_billing` run the keys of this API where it is listed: they see, make, change, reset and reveal them, and none of other APIs. */
    requires?: ('manage_users' | 'manage_billing' | 'manage_keys' | 'view_keys' | 'reveal_keys' | 'view_logs' | 'manage_connectors' | 'administer')[]
  }
  /** First word of every token of this API. */
  prefix: string
}

/** An HTTP API whose keys Keyturn manages. */
export type ApiView = {
  /** Id of the API. */
  id: string
  name: string
  prefix: string
  environments: string[]
  scopes: ({
    name: string
    description: string
    sensitive: boolean
  })[]
  keyPolicy: 'many' | 'one_per_organization'
  reveal: 'once' | 'anytime'
  rotation: {
    production: number
    development: number
    elevated: number
  }
  maxLifetimeDays: number | null
  sensitiveEndpoints: ({
    method: string
    path: string
  })[]
  credentialHeader: 'X-API-Key' | 'Authorization: Bearer'
  baseUrl: string | null
  testRequest: {
    method: string
    path: string
  } | null
  envVariable: string | null
  portalOrigins: string[]
  console: {
    [name: string]: unknown
  }
  /** Instant, RFC 3339 in UTC. */
  createdAt: string
  /** Instant, RFC 3339 in UTC. */
  updatedAt: string
  /** Settings whose stored form cannot be read. Keys that depend on them are denied; setting them again mends it. */
  unreadable?: string[]
}

export type ListApisQuery = {
  /** How many items at most; 50 when absent. */
  limit?: number
  /** `nextCursor` of the page before; absent for the first page. */
  cursor?: string
}

export type ListApisAnswer = {
  data: ApiView[]
  /** `cursor` of the next page; null at the end. */
  nextCursor: string | null
}

export type UpdateApiBody = {
  /** Name. */
  name?: string
  /** Environments; default live and test. */
  environments?: string[]
  /** Every scope that the API knows; keys can have no other. */
  scopes?: ({
    /** Scope that this API knows. */
    name: string
    /** What it allows, for people. */
    description?: string
    /** Keys with it count as elevated. Default false. */
    sensitive?: boolean
  })[]
  /** How many keys an organization may have. Default many. */
  keyPolicy?: 'many' | 'one_per_organization'
  /** Whether a token can be shown again. Default once. */
  reveal?: 'once' | 'anytime'
  rotation?: {
    /** Days; default 90. */
    production?: number
    /** Days; default 180. */
    development?: number
    /** Days; default 45. */
    elevated?: number
  }
  /** Longest time from creation to expiry in days; null is unlimited. */
  maxLifetimeDays?: number | null
  sensitiveEndpoints?: ({
    /** HTTP method in upper case; `*` is any. HEAD counts as GET. */
    method: string
    /** Path pattern: `*` is one segment, a final `**` is the rest, everything else is exact. */
    path: string
  })[]
  /** Header that snippets and help pages show. */
  credentialHeader?: 'X-API-Key' | 'Authorization: Bearer'
  /** Where the API is. */
  baseUrl?: string | null
  /** A harmless request that proves a key works. */
  testRequest?: {
    /** HTTP method in upper case; `*` is any. HEAD counts as GET. */
    method: string
    /** Path. */
    path: string
  } | null
  /** Environment variable that snippets use. */
  envVariable?: string | null
  portalOrigins?: string[]
  console?: {
    portalName?: string
    /** Menu entry in the dashboard. */
    section?: string
    /** Page or tab below it. */
    page?: string
    /** Create form: everything, or the name alone. */
    form?: 'full' | 'name'
    fieldLabel?: string
    submitLabel?: string
    display?: 'masked' | 'shown'
    /** Permissions of which a member needs one to see the page. Members with `manage_users` or `manage_billing` run the keys of this API where it is listed: they see, make, change, reset and reveal them, and none of other APIs. */
    requires?: ('manage_users' | 'manage_billing' | 'manage_keys' | 'view_keys' | 'reveal_keys' | 'view_logs' | 'manage_connectors' | 'administer')[]
  }
}

export type CreateOrganizationBody = {
  /** Name. */
  name: string
  /** The vendor's own id of this customer; unique. */
  externalId?: string | null
  /** No key of the organization can do more than this; null or absent: no ceiling. */
  scopeCeiling?: string[] | null
  /** IANA timezone. */
  timezone?: string
  businessHours?: {
    days: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[]
    from: string
    to: string
  } | null
  /** While true, no key of the organization is accepted. */
  suspended?: boolean
  /** Rules for this organization's keys beside those of the API; the tighter one holds. They bind what is made and changed from then on, and are replaced as a whole. */
  keyPolicy?: {
    rotation?: {
      /** Days; default 90. */
      production?: number
      /** Days; default 180. */
      development?: number
      /** Days; default 45. */
      elevated?: number
    }
    /** Longest time from creation to expiry in days; null is unlimited. */
    maxLifetimeDays?: number | null
    requireExpiry?: boolean
    /** A key that never expires has to say why in its `purpose`. */
    requirePurposeWithoutExpiry?: boolean
    requireAllowedIps?: boolean
    requireMfa?: boolean
  }
  /** Shared by all keys of the organization, and charged with those of the key. */
  rateLimits?: ({
    /** Name of the limit, unique within its list. */
    name: string
    /** Cost admitted per window. */
    limit: number
    /** Length of the window in seconds, up to 366 days. */
    windowSeconds: number
  })[] | null
  /** A balance that all keys of the organization draw from, beside their own. Null or absent: none is shared. */
  credits?: {
    /** Balance. */
    remaining: number
    /** Null or absent: no refill. */
    refill?: {
      /** The balance after each refill. */
      amount: number
      /** When the balance is set again. */
      every: 'day' | 'week' | 'month'
      /** IANA timezone. */
      timezone?: string
    } | null
  } | null
}

/** A customer company of the vendor. */
export type OrganizationView = {
  /** Id of the organization. */
  id: string
  name: string
  externalId: string | null
  scopeCeiling: string[] | null
  timezone: string
  businessHours: {
    days: string[]
    from: string
    to: string
  } | null
  suspended: boolean
  keyPolicy: {
    [name: string]: unknown
  }
  rateLimits: ({
    name: string
    limit: number
    windowSeconds: number
  })[]
  credits: {
    remaining: number
    refill: {
      amount: number
      every: 'day' | 'week' | 'month'
      timezone: string
    } | null
  } | null
  /** Instant, RFC 3339 in UTC. */
  createdAt: string
  /** Instant, RFC 3339 in UTC. */
  updatedAt: string
  /** Settings whose stored form cannot be read. Keys that depend on them are denied; setting them again mends it. */
  unreadable?: string[]
}

export type ListOrganizationsQuery = {
  /** How many items at most; 50 when absent. */
  limit?: number
  /** `nextCursor` of the page before; absent for the first page. */
  cursor?: string
  /** Only the organization with this id. */
  externalId?: string
  /** Part of the name, or the start of the id or of the external id. */
  search?: string
  /** Only those that are, or are not. */
  suspended?: boolean
}

export type ListOrganizationsAnswer = {
  data: OrganizationView[]
  /** `cursor` of the next page; null at the end. */
  nextCursor: string | null
}

export type UpdateOrganizationBody = {
  /** Name. */
  name?: string
  /** The vendor's own id of this customer; unique. */
  externalId?: string | null
  /** No key of the organization can do more than this; null or absent: no ceiling. */
  scopeCeiling?: string[] | null
  /** IANA timezone. */
  timezone?: string
  businessHours?: {
    days: ('mon' | 'tue' | 'wed' | 'thu' | 'fri' | 'sat' | 'sun')[]
    from: string
    to: string
  } | null
  /** While true, no key of the organization is accepted. */
  suspended?: boolean
  /** Rules for this organization's keys beside those of the API; the tighter one holds. They bind what is made and changed from then on, and are replaced as a whole. */
  keyPolicy?: {
    rotation?: {
      /** Days; default 90. */
      production?: number
      /** Days; default 180. */
      development?: number
      /** Days; default 45. */
      elevated?: number
    }
    /** Longest time from creation to expiry in days; null is unlimited. */
    maxLifetimeDays?: number | null
    requireExpiry?: boolean
    /** A key that never expires has to say why in its `purpose`. */
    requirePurposeWithoutExpiry?: boolean
    requireAllowedIps?: boolean
    requireMfa?: boolean
  }
  /** Shared by all keys of the organization, and charged with those of the key. */
  rateLimits?: ({
    /** Name of the limit, unique within its list. */
    name: string
    /** Cost admitted per window. */
    limit: number
    /** Length of the window in seconds, up to 366 days. */
    windowSeconds: number
  })[] | null
  /** A balance that all keys of the organization draw from, beside their own. Null or absent: none is shared. */
  credits?: {
    /** Balance. */
    remaining: number
    /** Null or absent: no refill. */
    refill?: {
      /** The balance after each refill. */
      amount: number
      /** When the balance is set again. */
      every: 'day' | 'week' | 'month'
      /** IANA timezone. */
      timezone?: string
    } | null
  } | null
}

export type CreateMemberBody = {
  /** E-mail address; kept in lower case. */
  email: string
  /** Name of the person. */
  name?: string | null
  /** What the person may do; `administer` is all of it. Absent or `[]`: nothing. */
  permissions?: ('manage_users' | 'manage_billing' | 'manage_keys' | 'view_keys' | 'reveal_keys' | 'view_logs' | 'manage_connectors' | 'administer')[]
}

/** A person of an organization. */
export type MemberView = {
  /** Id of the member. */
  id: string
  /** Id of the organization. */
  organizationId: string
  /** Who it is; null for somebody who was written down and has not joined. */
  userId: string | null
  email: string
  name: string | null
  permissions: ('manage_users' | 'manage_billing' | 'manage_keys' | 'view_keys' | 'reveal_keys' | 'view_logs' | 'manage_connectors' | 'administer')[]
  /** Instant, RFC 3339 in UTC. */
  createdAt: string
  /** Instant, RFC 3339 in UTC. */
  updatedAt: string
  /** Settings whose stored form cannot be read. Keys that depend on them are denied; setting them again mends it. */
  unreadable?: string[]
}

export type ListMembersQuery = {
  /** How many items at most; 50 when absent. */
  limit?: number
  /** `nextCursor` of the page before; absent for the first page. */
  cursor?: string
  /** Only the member with this address. */
  email?: string
}

export type ListMembersAnswer = {
  data: MemberView[]
  /** `cursor` of the next page; null at the end. */
  nextCursor: string | null
}

export type UpdateMemberBody = {
  /** Name of the person. */
  name?: string | null
  /** What the person may do; `administer` is all of it. Absent or `[]`: nothing. */
  permissions?: ('manage_users' | 'manage_billing' | 'manage_keys' | 'view_keys' | 'reveal_keys' | 'view_logs' | 'manage_connectors' | 'administer')[]
}

export type CreateInvitationBody = {
  /** E-mail address; kept in lower case. */
  email: string
  /** What the person may do; `administer` is all of it. Absent or `[]`: nothing. */
  permissions?: ('manage_users' | 'manage_billing' | 'manage_keys' | 'view_keys' | 'reveal_keys' | 'view_logs' | 'manage_connectors' | 'administer')[]
}

/** Somebody who may become a member. */
export type InvitationView = {
  /** Id of the invitation. */
  id: string
  /** Id of the organization. */
  organizationId: string
  email: string
  permissions: ('manage_users' | 'manage_billing' | 'manage_keys' | 'view_keys' | 'reveal_keys' | 'view_logs' | 'manage_connectors' | 'administer')[]
  status: 'pending' | 'expired'
  /** Seven days after it was made. */
  expiresAt: string
  /** Who did it. */
  invitedBy: {
    /** What kind of actor. */
    type: string
    /** Id of the actor; null for the system itself. */
    id: string | null
    /** Its name at that time. */
    name: string | null
  }
  /** Instant, RFC 3339 in UTC. */
  createdAt: string
  /** Settings whose stored form cannot be read. Keys that depend on them are denied; setting them again mends it. */
  unreadable?: string[]
}

export type ListInvitationsQuery = {
  /** How many items at most; 50 when absent. */
  limit?: number
  /** `nextCursor` of the page before; absent for the first page. */
  cursor?: string
}

export type ListInvitationsAnswer = {
  data: InvitationView[]
  /** `cursor` of the next page; null at the end. */
  nextCursor: string | null
}

/** The OpenID provider that vouches for the people of an organization. */
export type IdentityProvider = {
  /** Id of the identity provider. */
  id: string
  /** Id of the organization. */
  organizationId: string
  name: string
  issuer: string
  clientId: string
  hasClientSecret: boolean
  emailDomains: string[]
  enabled: boolean
  enforced: boolean
  /** What somebody may do who becomes a member by signing in; `[]`: nothing yet. `null`: nobody becomes one. */
  joiningPermissions: ('manage_users' | 'manage_billing' | 'manage_keys' | 'view_keys' | 'reveal_keys' | 'view_logs' | 'manage_connectors' | 'administer')[] | null
  /** Instant, RFC 3339 in UTC. */
  createdAt: string
  /** Instant, RFC 3339 in UTC. */
  updatedAt: string
  /** Settings whose stored form cannot be read. Keys that depend on them are denied; setting them again mends it. */
  unreadable?: string[]
}

export type GetIdentityProviderAnswer = IdentityProvider | null

export type SetIdentityProviderBody = {
  /** What its button says. */
  name: string
  /** Issuer of the OpenID provider, as its discovery document spells it. */
  issuer: string
  /** What the provider knows this installation as. */
  clientId: string
  /** Secret of the client; kept encrypted and never shown. `null`: a client without one. Absent: the one that is known for this issuer and client. */
  clientSecret?: string | null
  /** Domains of e-mail addresses that it may vouch for; those below them are others. */
  emailDomains: string[]
  /** Default `true`. */
  enabled?: boolean
  /** Whether sessions that began elsewhere do nothing in this organization. Default `false`. */
  enforced?: boolean
  /** What somebody may do who becomes a member by signing in; `[]`: nothing yet. `null`: nobody becomes one. */
  joiningPermissions?: ('manage_users' | 'manage_billing' | 'manage_keys' | 'view_keys' | 'reveal_keys' | 'view_logs' | 'manage_connectors' | 'administer')[] | null
}

export type ListAccessRequestsQuery = {
  /** How many items at most; 50 when absent. */
  limit?: number
  /** `nextCursor` of the page before; absent for the first page. */
  cursor?: string
  /** `open`: still to be decided; `closed`: all others. */
  status?: 'open' | 'closed'
}

/** A member asks for a permission. */
export type AccessRequest = {
  /** Id of the access request. */
  id: string
  /** Id of the organization. */
  organizationId: string
  /** Id of the member. */
  memberId: string
  email: string
  name: string | null
  permission: 'manage_users' | 'manage_billing' | 'manage_keys' | 'view_keys' | 'reveal_keys' | 'view_logs' | 'manage_connectors' | 'administer'
  /** Why it is asked for. */
  reason: string | null
  /** `superseded`: what it asks for was done otherwise, or cannot be done any more. */
  status: 'open' | 'approved' | 'declined' | 'withdrawn' | 'expired' | 'superseded'
  /** Who did it. */
  requestedBy: {
    /** What kind of actor. */
    type: string
    /** Id of the actor; null for the system itself. */
    id: string | null
    /** Its name at that time. */
    name: string | null
  }
  /** Instant, RFC 3339 in UTC. */
  createdAt: string
  /** Seven days after it was made. */
  expiresAt: string
  /** Who approved or declined it; null otherwise. */
  decision: {
    /** Who did it. */
    by: {
      /** What kind of actor. */
      type: string
      /** Id of the actor; null for the system itself. */
      id: string | null
      /** Its name at that time. */
      name: string | null
    }
    /** Instant, RFC 3339 in UTC. */
    at: string
    reason: string | null
  } | null
}

export type ListAccessRequestsAnswer = {
  data: AccessRequest[]
  /** `cursor` of the next page; null at the end. */
  nextCursor: string | null
}

export type DeclineAccessRequestBody = {
  /** Why; whom it concerns is shown it. */
  reason: string
}

export type PreviewInvitationBody = {
  /** From the link. */
  token: string
}

/** What an invitation is to. */
export type InvitationPreview = {
  organizationName: string
  email: string
  /** Whether the address has an account: then its holder signs in and joins, instead of making one. */
  hasAccount: boolean
  /** Instant, RFC 3339 in UTC. */
  expiresAt: string
}

export type AcceptInvitationBody = {
  /** From the link. */
  token: string
  name?: string | null
  /** A password. */
  password: string
}

export type JoinOrganizationBody = {
  /** From the link. */
  token: string
}

export type CreateAccessRequestBody = {
  /** Id of the organization. */
  organizationId: string
  permission: 'manage_users' | 'manage_billing' | 'manage_keys' | 'view_keys' | 'reveal_keys' | 'view_logs' | 'manage_connectors' | 'administer'
  reason?: string | null
}

export type ListOwnAccessRequestsAnswer = {
  data: AccessRequest[]
  /** `cursor` of the next page; null at the end. */
  nextCursor: string | null
}

/** What somebody signs in with besides a password. */
export type SecondFactors = {
  /** The authenticator app; null: there is none. */
  totp: {
    /** Instant, RFC 3339 in UTC. */
    confirmedAt: string
  } | null
  /** Passkeys that sign in. */
  passkeys: number
  /** Recovery codes that were not used. */
  recoveryCodesLeft: number
}

export type EnrolTotpAnswer = {
  /** In base32, for typing in. */
  secret: string
  /** The same as `otpauth://…`, for a QR code. */
  uri: string
}

export type ConfirmTotpBody = {
  /** The six digits that the authenticator app shows. */
  code: string
}

export type ConfirmTotpAnswer = {
  /** With the first factor; shown this once. `null`: the person has some already. */
  recoveryCodes: string[] | null
}

export type ReplaceRecoveryCodesAnswer = {
  /** Each signs in once in the place of a second factor. They are shown this once. */
  recoveryCodes: string[]
}

/** A passkey of a person. */
export type Passkey = {
  /** Id of the passkey. */
  id: string
  name: string
  /** Whether its maker copies it to other devices. */
  backedUp: boolean
  /** When a copy of it showed up; it signs in nowhere since. Remove it. */
  clonedAt: string | null
  lastUsedAt: string | null
  /** Instant, RFC 3339 in UTC. */
  createdAt: string
}

export type ListPasskeysAnswer = {
  data: Passkey[]
  /** `cursor` of the next page; null at the end. */
  nextCursor: string | null
}

/** For `navigator.credentials`, after `PublicKeyCredential.parse…OptionsFromJSON`. */
export type PasskeyOptions = {
  challenge: string
  [name: string]: unknown
}

export type AddPasskeyBody = {
  /** What its holder calls it. */
  name: string
  /** What `PublicKeyCredential.toJSON()` makes of the new passkey. */
  response: {
    id: string
    rawId: string
    type: "public-key"
    authenticatorAttachment?: 'platform' | 'cross-platform' | null
    clientExtensionResults: {
      [name: string]: unknown
    }
    response: {
      clientDataJSON: string
      attestationObject: string
      transports?: string[]
      authenticatorData?: string
      publicKey?: string | null
      publicKeyAlgorithm?: number
    }
  }
}

export type AddPasskeyAnswer = {
  passkey: Passkey
  /** With the first factor; shown this once. `null`: the person has some already. */
  recoveryCodes: string[] | null
}

export type RenamePasskeyBody = {
  /** What its holder calls it. */
  name: string
}

/** An identity provider that vouches for a person. */
export type ExternalIdentity = {
  /** Id of the link to an identity provider. */
  id: string
  /** Id of the organization. */
  organizationId: string
  /** What the identity provider is called. */
  name: string
  /** The address that it vouched for, where it did. */
  email: string | null
  lastUsedAt: string | null
  /** Instant, RFC 3339 in UTC. */
  createdAt: string
}

export type ListExternalIdentitiesAnswer = {
  data: ExternalIdentity[]
  /** `cursor` of the next page; null at the end. */
  nextCursor: string | null
}

export type LinkExternalIdentityBody = {
  /** Id of the organization. */
  organizationId: string
  /** Page of this installation to go on with, as a path. Default `/`. */
  returnTo?: string
}

export type LinkExternalIdentityAnswer = {
  /** Where to send the browser. */
  url: string
}

export type UpdateAccountBody = {
  name?: string | null
  /** Whether to get mail about keys. */
  keyNotices?: boolean
  /** IANA timezone in which to be told instants; null: that of the organization. */
  timezone?: string | null
}

/** A person. */
export type User = {
  /** Id of the person. */
  id: string
  email: string
  name: string | null
  /** When the address was proven to be theirs; null: it was not. */
  emailVerifiedAt: string | null
  /** Whether they get mail about keys. */
  keyNotices: boolean
  /** IANA timezone in which they are told instants; null: that of the organization. */
  timezone: string | null
  /** Instant, RFC 3339 in UTC. */
  createdAt: string
  /** Instant, RFC 3339 in UTC. */
  updatedAt: string
}

export type ChangePasswordBody = {
  /** A password. */
  password: string
}

export type CreateKeyBody = {
  /** What the key may do; absent or `[]` grants nothing. */
  scopes?: string[]
  /** Default: development in test, elevated with a sensitive scope, else production. */
  type?: 'production' | 'development' | 'elevated'
  expiresAt?: string | null
  /** Days between rotations; null or absent: the API's rule for the type. */
  rotateEveryDays?: number | null
  /** Why the key exists. */
  purpose?: string | null
  /** The system or service that uses it. */
  usedBy?: string | null
  /** Where it may be used from; null is anywhere. */
  allowedIps?: string[] | null
  /** What it may call; null is everything its scopes allow. */
  allowedEndpoints?: ({
    /** HTTP method in upper case; `*` is any. HEAD counts as GET. */
    method: string
    /** Path pattern: `*` is one segment, a final `**` is the rest, everything else is exact. */
    path: string
  })[] | null
  rateLimits?: ({
    /** Name of the limit, unique within its list. */
    name: string
    /** Cost admitted per window. */
    limit: number
    /** Length of the window in seconds, up to 366 days. */
    windowSeconds: number
  })[] | null
  /** Null or absent: not counted. */
  credits?: {
    /** Balance. */
    remaining: number
    /** Null or absent: no refill. */
    refill?: {
      /** The balance after each refill. */
      amount: number
      /** When the balance is set again. */
      every: 'day' | 'week' | 'month'
      /** IANA timezone. */
      timezone?: string
    } | null
  } | null
  /** Free JSON object, at most 4 KiB. */
  metadata?: {
    [name: string]: unknown
  }
  /** Id of the API. */
  apiId: string
  /** Whose key it is; may be left out when the credential is confined to one organization. */
  organizationId?: string
  /** What people call it; say what it is for. */
  name: string
  /** Environment; default: the API's first. */
  environment?: string
  externalId?: string | null
  /** For keys of the built-in API `keyturn`: what they may manage. Absent: all that their maker may. */
  reach?: {
    organizationId: string | null
    apiId: string | null
  }
}

/** A key: a stable id with a policy and one or two active secrets. */
export type KeyView = {
  /** Id of the key. */
  id: string
  /** Id of the API. */
  apiId: string
  /** Id of the organization. */
  organizationId: string
  name: string
  /** First characters of the token. */
  start: string
  environment: string
  type: 'production' | 'development' | 'elevated'
  /** The first that applies, in this order. */
  status: 'revoked' | 'disabled' | 'expired' | 'rotating' | 'active'
  enabled: boolean
  scopes: string[]
  purpose: string | null
  usedBy: string | null
  expiresAt: string | null
  rotateEveryDays: number | null
  /** When the next rotation is due. */
  rotateBy: string | null
  allowedIps: string[] | null
  allowedEndpoints: ({
    method: string
    path: string
  })[] | null
  rateLimits: ({
    name: string
    limit: number
    windowSeconds: number
  })[]
  /** Balance and refill; null: not counted. */
  credits: {
    remaining: number
    refill: {
      amount: number
      every: 'day' | 'week' | 'month'
      timezone: string
    } | null
  } | null
  metadata: {
    [name: string]: unknown
  }
  externalId: string | null
  /** Instant, RFC 3339 in UTC. */
  createdAt: string
  /** Who did it. */
  createdBy: {
    /** What kind of actor. */
    type: string
    /** Id of the actor; null for the system itself. */
    id: string | null
    /** Its name at that time. */
    name: string | null
  }
  /** Whether a person made it who is not in the organization any more. */
  makerLeft: boolean
  lastUsedAt: string | null
  revokedAt: string | null
  revokeReason: string | null
  retiring: {
    /** First characters of the old token. */
    start: string
    /** Instant, RFC 3339 in UTC. */
    endsAt: string
  } | null
  /** For keys of the built-in API `keyturn`: what they may manage. Absent: all that their maker may. */
  reach?: {
    organizationId: string | null
    apiId: string | null
  }
}

export type CreateKeyAnswer = {
  key: KeyView
  /** The full token, this once. Null in a replayed answer. */
  secret: string | null
}

export type ListKeysQuery = {
  /** How many items at most; 50 when absent. */
  limit?: number
  /** `nextCursor` of the page before; absent for the first page. */
  cursor?: string
  /** Id of the organization. */
  organizationId?: string
  /** Id of the API. */
  apiId?: string
  /** Name of an environment. */
  environment?: string
  /** `active` includes `rotating`. */
  status?: 'revoked' | 'disabled' | 'expired' | 'rotating' | 'active'
  type?: 'production' | 'development' | 'elevated'
  externalId?: string
  /** Part of the name, or the start of a token. */
  search?: string
  /** Not used for that many days. */
  unusedForDays?: number
  /** True: rotation is due. */
  rotationDue?: boolean
  /** What the list is sorted by; default `created`. */
  sort?: 'created' | 'name' | 'lastUsed' | 'status'
  /** Default `desc` for `created` and `lastUsed`, whose `desc` ends with keys that were never used; `asc` for `name` (its first 60 characters, ASCII letters whatever their case) and for `status` (active, rotating, expired, disabled, revoked). Keys that are alike stand newest first. */
  order?: 'asc' | 'desc'
}

export type ListKeysAnswer = {
  data: KeyView[]
  /** `cursor` of the next page; null at the end. */
  nextCursor: string | null
}

export type CountKeysQuery = {
  /** Id of the organization. */
  organizationId?: string
  /** Id of the API. */
  apiId?: string
  /** Name of an environment. */
  environment?: string
  /** `active` includes `rotating`. */
  status?: 'revoked' | 'disabled' | 'expired' | 'rotating' | 'active'
  type?: 'production' | 'development' | 'elevated'
  externalId?: string
  /** Part of the name, or the start of a token. */
  search?: string
  /** Not used for that many days. */
  unusedForDays?: number
  /** True: rotation is due. */
  rotationDue?: boolean
}

export type CountKeysAnswer = {
  count: number
  /** True where there are more: 100,000 are counted at most. */
  hasMore: boolean
}

export type UpdateKeyBody = {
  /** What the key may do; absent or `[]` grants nothing. */
  scopes?: string[]
  /** Default: development in test, elevated with a sensitive scope, else production. */
  type?: 'production' | 'development' | 'elevated'
  expiresAt?: string | null
  /** Days between rotations; null or absent: the API's rule for the type. */
  rotateEveryDays?: number | null
  /** Why the key exists. */
  purpose?: string | null
  /** The system or service that uses it. */
  usedBy?: string | null
  /** Where it may be used from; null is anywhere. */
  allowedIps?: string[] | null
  /** What it may call; null is everything its scopes allow. */
  allowedEndpoints?: ({
    /** HTTP method in upper case; `*` is any. HEAD counts as GET. */
    method: string
    /** Path pattern: `*` is one segment, a final `**` is the rest, everything else is exact. */
    path: string
  })[] | null
  rateLimits?: ({
    /** Name of the limit, unique within its list. */
    name: string
    /** Cost admitted per window. */
    limit: number
    /** Length of the window in seconds, up to 366 days. */
    windowSeconds: number
  })[] | null
  /** Null or absent: not counted. */
  credits?: {
    /** Balance. */
    remaining: number
    /** Null or absent: no refill. */
    refill?: {
      /** The balance after each refill. */
      amount: number
      /** When the balance is set again. */
      every: 'day' | 'week' | 'month'
      /** IANA timezone. */
      timezone?: string
    } | null
  } | null
  /** Free JSON object, at most 4 KiB. */
  metadata?: {
    [name: string]: unknown
  }
  /** What people call it; say what it is for. */
  name?: string
  /** False switches the key off until it is true again. */
  enabled?: boolean
}

export type RevokeKeyBody = {
  /** Why; it goes into the audit log. */
  reason?: string | null
}

export type RevokeKeyAnswer = {
  key: KeyView
  effective: {
    /** True once no node can accept the key any more. */
    everywhere: boolean
  }
}

export type RotateKeyBody = {
  /** How long the old secret stays valid, in seconds; default 0, at most 30 days. */
  overlapSeconds?: number
}

export type RotateKeyAnswer = {
  key: KeyView
  /** The full token, this once. Null in a replayed answer. */
  secret: string | null
  retiring: {
    /** First characters of the old token. */
    start: string
    /** Instant, RFC 3339 in UTC. */
    endsAt: string
  } | null
}

export type RevealKeyAnswer = {
  /** The full token, this once. Null in a replayed answer. */
  secret: string | null
}

export type ImportKeysBody = {
  /** Up to 1,000. If one of them is refused, none is imported. */
  keys: ({
    /** What the key may do; absent or `[]` grants nothing. */
    scopes?: string[]
    /** Default: development in test, elevated with a sensitive scope, else production. */
    type?: 'production' | 'development' | 'elevated'
    expiresAt?: string | null
    /** Days between rotations; null or absent: the API's rule for the type. */
    rotateEveryDays?: number | null
    /** Why the key exists. */
    purpose?: string | null
    /** The system or service that uses it. */
    usedBy?: string | null
    /** Where it may be used from; null is anywhere. */
    allowedIps?: string[] | null
    /** What it may call; null is everything its scopes allow. */
    allowedEndpoints?: ({
      /** HTTP method in upper case; `*` is any. HEAD counts as GET. */
      method: string
      /** Path pattern: `*` is one segment, a final `**` is the rest, everything else is exact. */
      path: string
    })[] | null
    rateLimits?: ({
      /** Name of the limit, unique within its list. */
      name: string
      /** Cost admitted per window. */
      limit: number
      /** Length of the window in seconds, up to 366 days. */
      windowSeconds: number
    })[] | null
    /** Null or absent: not counted. */
    credits?: {
      /** Balance. */
      remaining: number
      /** Null or absent: no refill. */
      refill?: {
        /** The balance after each refill. */
        amount: number
        /** When the balance is set again. */
        every: 'day' | 'week' | 'month'
        /** IANA timezone. */
        timezone?: string
      } | null
    } | null
    /** Free JSON object, at most 4 KiB. */
    metadata?: {
      [name: string]: unknown
    }
    /** Id of the API. */
    apiId: string
    /** Whose key it is; may be left out when the credential is confined to one organization. */
    organizationId?: string
    /** What people call it; say what it is for. */
    name: string
    /** Environment; default: the API's first. */
    environment?: string
    externalId?: string | null
    /** SHA-256 of the token (16 to 512 printable ASCII characters), as lower-case hex. */
    sha256: string
  })[]
}

export type ImportKeysAnswer = {
  /** The keys, in the order of the request. */
  data: KeyView[]
}

export type BulkRevokeKeysBody = {
  /** These keys; give this or a filter. */
  keyIds?: string[]
  /** As for the list of keys; at least one member. */
  filter?: {
    /** Id of the organization. */
    organizationId?: string
    /** Id of the API. */
    apiId?: string
    /** Name of an environment. */
    environment?: string
    type?: 'production' | 'development' | 'elevated'
    externalId?: string
    search?: string
    unusedForDays?: number
    rotationDue?: boolean
  }
  /** Why; it goes into the audit log of each key. */
  reason?: string | null
}

export type BulkRevokeKeysAnswer = {
  /** In the order of `keyIds`; with a filter, newest first. */
  data: ({
    /** Id of the key. */
    keyId: string
    /** `not_found`: there is no such key that the credential reaches. */
    outcome: 'revoked' | 'already_revoked' | 'not_found'
  })[]
  effective: {
    /** True once no node can accept any of the keys any more. */
    everywhere: boolean
  }
  /** True when the filter matches more than 1,000 keys: send the request again, with a new Idempotency-Key. The same one is answered as before and ends no more of them. */
  hasMore: boolean
}

export type LookupKeyBody = {
  /** The token. */
  key: string
}

export type CreateResetRequestBody = {
  /** Why; whom it concerns is shown it. */
  reason: string
}

/** Somebody asks that a key is reset. */
export type ResetRequest = {
  /** Id of the reset request. */
  id: string
  /** Id of the organization. */
  organizationId: string
  /** Id of the API. */
  apiId: string
  /** Id of the key. */
  keyId: string
  keyName: string
  environment: string
  /** How the token begins that is to end. */
  start: string
  /** Why it is asked for. */
  reason: string | null
  /** `superseded`: what it asks for was done otherwise, or cannot be done any more. */
  status: 'open' | 'approved' | 'declined' | 'withdrawn' | 'expired' | 'superseded'
  /** Who did it. */
  requestedBy: {
    /** What kind of actor. */
    type: string
    /** Id of the actor; null for the system itself. */
    id: string | null
    /** Its name at that time. */
    name: string | null
  }
  /** Instant, RFC 3339 in UTC. */
  createdAt: string
  /** Seven days after it was made. */
  expiresAt: string
  /** Who approved or declined it; null otherwise. */
  decision: {
    /** Who did it. */
    by: {
      /** What kind of actor. */
      type: string
      /** Id of the actor; null for the system itself. */
      id: string | null
      /** Its name at that time. */
      name: string | null
    }
    /** Instant, RFC 3339 in UTC. */
    at: string
    reason: string | null
  } | null
}

/** Only `key` is required; what is given is checked. */
export type VerifyRequest = {
  /** The token that the caller presented. */
  key: string
  /** Id of the API. */
  apiId?: string
  environment?: string
  /** Id of the organization. */
  organizationId?: string
  /** Expression with `and`, `or`, `not` and parentheses, or a list of which all are needed. */
  scopes?: string | string[]
  /** Charged to credits and to each limit; default 1. */
  cost?: number
  /** True: a denied verdict says which check failed and what was compared. */
  explain?: boolean
  request?: {
    method?: string
    path?: string
    /** The caller's address. */
    ip?: string
    userAgent?: string
    origin?: string
  }
}

/** What a presented key is worth for a request. */
export type VerifyResponse = {
  valid: boolean
  /** The first reason in this order, or `valid`. */
  code: 'valid' | 'malformed' | 'not_found' | 'revoked' | 'disabled' | 'expired' | 'organization_suspended' | 'wrong_api' | 'wrong_environment' | 'wrong_organization' | 'ip_not_allowed' | 'endpoint_not_allowed' | 'insufficient_scope' | 'rate_limited' | 'credits_exhausted'
  /** Id of the verification. */
  verificationId: string
  /** What the API in front should answer when denied. */
  status?: number
  /** When denied: a sentence that says what to do. */
  detail?: string
  /** Present unless malformed or not_found. */
  key?: {
    /** Id of the key. */
    id: string
    name: string
    /** Id of the API. */
    apiId: string
    organizationId: string | null
    environment: string
    scopes: string[]
    expiresAt: string | null
    metadata: {
      [name: string]: unknown
    }
  }
  missingScopes?: string[]
  rateLimits?: ({
    name: string
    limit: number
    /** Length of the window in seconds. */
    windowSeconds: number
    remaining: number
    /** Seconds until the whole limit is free again. */
    resetSeconds: number
  })[]
  credits?: {
    remaining: number
  }
  /** Where `explain` asked for it and the key was denied; for people, not programs. */
  explanation?: string[]
}

export type VerifyKeyBatchBody = {
  verifications: VerifyRequest[]
}

export type VerifyKeyBatchAnswer = {
  data: VerifyResponse[]
}

export type ListResetRequestsQuery = {
  /** How many items at most; 50 when absent. */
  limit?: number
  /** `nextCursor` of the page before; absent for the first page. */
  cursor?: string
  /** Id of the organization. */
  organizationId?: string
  /** Id of the key. */
  keyId?: string
  /** `open`: still to be decided; `closed`: all others. */
  status?: 'open' | 'closed'
}

export type ListResetRequestsAnswer = {
  data: ResetRequest[]
  /** `cursor` of the next page; null at the end. */
  nextCursor: string | null
}

export type ApproveResetRequestBody = {
  /** How long the old secret stays valid, in seconds; default 0, at most 30 days. */
  overlapSeconds?: number
}

export type ApproveResetRequestAnswer = {
  key: KeyView
  /** The full token, this once. Null in a replayed answer. */
  secret: string | null
  retiring: {
    /** First characters of the old token. */
    start: string
    /** Instant, RFC 3339 in UTC. */
    endsAt: string
  } | null
  request: ResetRequest
}

export type DeclineResetRequestBody = {
  /** Why; whom it concerns is shown it. */
  reason: string
}

export type RecordOutcomesBody = {
  outcomes: ({
    /** Id of the verification. */
    verificationId: string
    /** HTTP status that the API answered. */
    status: number
    /** How long the API took, in ms. */
    durationMs?: number
  })[]
}

export type RecordOutcomesAnswer = {
  /** How many were taken. */
  accepted: number
}

export type ListUsageEventsQuery = {
  /** How many items at most; 50 when absent. */
  limit?: number
  /** `nextCursor` of the page before; absent for the first page. */
  cursor?: string
  /** Id of the organization. */
  organizationId?: string
  /** Id of the API. */
  apiId?: string
  /** Id of the key. */
  keyId?: string
  /** Id of the secret (one version of a key). */
  secretId?: string
  /** Name of an environment. */
  environment?: string
  code?: 'valid' | 'malformed' | 'not_found' | 'revoked' | 'disabled' | 'expired' | 'organization_suspended' | 'wrong_api' | 'wrong_environment' | 'wrong_organization' | 'ip_not_allowed' | 'endpoint_not_allowed' | 'insufficient_scope' | 'rate_limited' | 'credits_exhausted'
  ip?: string
  country?: string
  method?: string
  /** Start of the path. */
  path?: string
  /** Earliest instant, included. */
  from?: string
  /** Latest instant, excluded. */
  to?: string
}

/** One verification. */
export type UsageEventView = {
  /** Id of the verification. */
  id: string
  /** Instant, RFC 3339 in UTC. */
  at: string
  code: 'valid' | 'malformed' | 'not_found' | 'revoked' | 'disabled' | 'expired' | 'organization_suspended' | 'wrong_api' | 'wrong_environment' | 'wrong_organization' | 'ip_not_allowed' | 'endpoint_not_allowed' | 'insufficient_scope' | 'rate_limited' | 'credits_exhausted'
  keyId: string | null
  /** Deleted keys keep theirs. */
  keyName: string | null
  secretId: string | null
  apiId: string | null
  organizationId: string | null
  environment: string | null
  method: string | null
  path: string | null
  ip: string | null
  country: string | null
  userAgent: string | null
  origin: string | null
  cost: number
  /** More than 1 where attempts with unknown tokens were counted together. */
  count: number
  /** Position in the change feed that the verdict was decided at. */
  asOf: string
  /** What became of the request; null until reported. */
  outcome: {
    status: number
    durationMs: number
  } | null
}

export type ListUsageEventsAnswer = {
  data: UsageEventView[]
  /** `cursor` of the next page; null at the end. */
  nextCursor: string | null
}

export type ExportUsageEventsQuery = {
  /** Id of the organization. */
  organizationId?: string
  /** Id of the API. */
  apiId?: string
  /** Id of the key. */
  keyId?: string
  /** Id of the secret (one version of a key). */
  secretId?: string
  /** Name of an environment. */
  environment?: string
  code?: 'valid' | 'malformed' | 'not_found' | 'revoked' | 'disabled' | 'expired' | 'organization_suspended' | 'wrong_api' | 'wrong_environment' | 'wrong_organization' | 'ip_not_allowed' | 'endpoint_not_allowed' | 'insufficient_scope' | 'rate_limited' | 'credits_exhausted'
  ip?: string
  country?: string
  method?: string
  /** Start of the path. */
  path?: string
  /** Earliest instant, included. */
  from?: string
  /** Latest instant, excluded. */
  to?: string
  /** Default `jsonl`. */
  format?: 'jsonl' | 'csv'
}

export type SummarizeUsageQuery = {
  /** Default `day`. */
  interval?: 'hour' | 'day'
  /** Absent: one sum for each interval. */
  groupBy?: 'key' | 'api' | 'organization' | 'endpoint' | 'country' | 'code'
  /** Id of the organization. */
  organizationId?: string
  /** Id of the API. */
  apiId?: string
  /** Id of the key. */
  keyId?: string
  /** Name of an environment. */
  environment?: string
  code?: 'valid' | 'malformed' | 'not_found' | 'revoked' | 'disabled' | 'expired' | 'organization_suspended' | 'wrong_api' | 'wrong_environment' | 'wrong_organization' | 'ip_not_allowed' | 'endpoint_not_allowed' | 'insufficient_scope' | 'rate_limited' | 'credits_exhausted'
  /** The interval in which it lies is included. Default 30 days, or 24 hours, before `to`. */
  from?: string
  /** Intervals that begin at it or later are not included. Default now. */
  to?: string
  /** About how many sums at most, 1,000 when absent; an interval is never cut. */
  limit?: number
  /** `nextCursor` of the page before; absent for the first page. */
  cursor?: string
}

/** Sums by interval and group. */
export type UsageSummary = {
  interval: 'hour' | 'day'
  groupBy: 'key' | 'api' | 'organization' | 'endpoint' | 'country' | 'code' | null
  /** Instant, RFC 3339 in UTC. */
  from: string
  /** Instant, RFC 3339 in UTC. */
  to: string
  data: UsageSummaryBucket[]
  /** `cursor` of the next page; null at the end. */
  nextCursor: string | null
}

/** Sums of one interval and group. */
export type UsageSummaryBucket = {
  /** Instant, RFC 3339 in UTC. */
  at: string
  /** An id, a verdict, a country, or an endpoint with `{id}` for what names one thing and `other` beyond the first of an hour; null for what has none. */
  group: string | null
  verifications: number
  /** What valid verifications were charged. */
  cost: number
  /** What became of the requests, as far as it was reported. */
  outcomes: {
    count: number
    status2xx: number
    status3xx: number
    status4xx: number
    status5xx: number
    /** In ms; null where none was reported. */
    durationMsAverage: number | null
    /** In ms; null where none was reported. */
    durationMsMax: number | null
  }
}

export type ListAuditEventsQuery = {
  /** How many items at most; 50 when absent. */
  limit?: number
  /** `nextCursor` of the page before; absent for the first page. */
  cursor?: string
  /** Id of the organization. */
  organizationId?: string
  /** Id of what was changed. */
  targetId?: string
}

/** One change, a link of a hash chain. */
export type AuditEventView = {
  /** Id of the audit event. */
  id: string
  /** The hash chain: an organization, or `installation`. */
  chainId: string
  /** Place in the chain, from 1. */
  sequence: number
  /** Instant, RFC 3339 in UTC. */
  at: string
  /** What was done. */
  action: string
  organizationId: string | null
  /** What it was done to. */
  target: {
    type: string
    id: string
    name: string
  }
  /** Who did it. */
  actor: {
    /** What kind of actor. */
    type: string
    /** Id of the actor; null for the system itself. */
    id: string | null
    /** Its name at that time; of people without one their address. */
    name: string | null
    /** Address of a person at that time, as the organization knew them. Null for keys and the system, and of the vendor’s staff for who reaches one organization only. */
    email: string | null
  }
  requestId: string | null
  ip: string | null
  userAgent: string | null
  /** Before and after; null once they were erased. */
  details: {
    [name: string]: unknown
  } | null
  /** SHA-256 in lower-case hex, over this event and the one before. */
  hash: string
}

export type ListAuditEventsAnswer = {
  data: AuditEventView[]
  /** `cursor` of the next page; null at the end. */
  nextCursor: string | null
}

export type ExportAuditEventsQuery = {
  /** Id of the organization. */
  organizationId?: string
  /** Id of what was changed. */
  targetId?: string
  /** Default `jsonl`. */
  format?: 'jsonl' | 'csv'
}

export type VerifyAuditQuery = {
  /** One organization's chain; absent: the installation's. */
  organizationId?: string
}

/** `events` and `head` when valid, else `firstBroken`. */
export type VerifyAuditAnswer = {
  valid: boolean
  /** How many events were checked. */
  events?: number
  /** Of how many of them the details were erased, as a later event says. */
  erased?: number
  /** Hash of the last event; kept elsewhere it shows a cut tail. */
  head?: string
  /** Every chain that was checked. */
  chains?: ({
    chainId: string
    sequence: number
    hash: string
  })[]
  /** The first event that does not fit. */
  firstBroken?: {
    chainId: string
    sequence: number
    reason: string
  }
}

export type EraseAuditDetailsBody = {
  /** Id of the organization. */
  organizationId: string
}

export type GetSetupAnswer = {
  /** Always: the token is in the link that the terminal shows. */
  tokenRequired: boolean
}

export type CreateOwnerBody = {
  /** E-mail address; kept in lower case. */
  email: string
  name?: string | null
  /** A password. */
  password: string
  /** From the link in the terminal. */
  token: string
}

/** Signed in, or asked for more. */
export type SignIn = {
  status: 'signed_in' | 'second_factor_required'
  /** What the second step needs; null once signed in. */
  pending: {
    /** To be sent with the second factor. */
    token: string
    methods: ('totp' | 'recovery_code' | 'passkey')[]
    /** Instant, RFC 3339 in UTC. */
    expiresAt: string
  } | null
}

export type StartSessionBody = {
  /** E-mail address; kept in lower case. */
  email: string
  /** A password. */
  password: string
}

export type UseSignInLinkBody = {
  /** From the link. */
  token: string
}

/** The session that asks. */
export type Session = {
  /** Id of the session. */
  id: string
  /** How it began. */
  method: 'password' | 'passkey' | 'sso' | 'link'
  user: User
  /** What they are among the staff of the vendor; null: a member of customers. */
  operator: 'owner' | 'operator' | null
  /** The organization that it is switched to; null: none, and for operators all. */
  organizationId: string | null
  /** What they may do as a member there; null where they are none. */
  permissions: ('manage_users' | 'manage_billing' | 'manage_keys' | 'view_keys' | 'reveal_keys' | 'view_logs' | 'manage_connectors' | 'administer')[] | null
  /** What the organization asks for before anything can be done there. */
  lacks: 'second_factor' | 'single_sign_on' | null
  /** The same in the words of the API. */
  scopes: string[]
  /** Where they can switch to. */
  memberships: Membership[]
  /** When they last proved who they are. */
  authenticatedAt: string
  /** When they last did so with a second factor. */
  secondFactorAt: string | null
}

/** An organization that a person is a member of. */
export type Membership = {
  /** Id of the organization. */
  organizationId: string
  organizationName: string
  suspended: boolean
  /** Whether it has an identity provider, which can be linked to the account. */
  singleSignOn: boolean
  permissions: ('manage_users' | 'manage_billing' | 'manage_keys' | 'view_keys' | 'reveal_keys' | 'view_logs' | 'manage_connectors' | 'administer')[]
}

export type SwitchSessionBody = {
  organizationId: string | null
}

export type ProveSessionBody = {
  /** A password. */
  password: string
  /** The six digits that the authenticator app shows. */
  code?: string
  /** In the place of `code`. */
  recoveryCode?: string
}

export type AnswerSecondFactorBody = {
  /** `pending.token` of the first step. */
  token: string
  /** The six digits that the authenticator app shows. */
  code?: string
  /** In the place of `code`. */
  recoveryCode?: string
}

export type SignInWithPasskeyBody = {
  /** What `PublicKeyCredential.toJSON()` makes of the passkey that was used. */
  response: {
    id: string
    rawId: string
    type: "public-key"
    authenticatorAttachment?: 'platform' | 'cross-platform' | null
    clientExtensionResults: {
      [name: string]: unknown
    }
    response: {
      clientDataJSON: string
      authenticatorData: string
      signature: string
      userHandle?: string | null
      attestationObject?: string
    }
  }
}

export type ProveSessionWithPasskeyBody = {
  /** What `PublicKeyCredential.toJSON()` makes of the passkey that was used. */
  response: {
    id: string
    rawId: string
    type: "public-key"
    authenticatorAttachment?: 'platform' | 'cross-platform' | null
    clientExtensionResults: {
      [name: string]: unknown
    }
    response: {
      clientDataJSON: string
      authenticatorData: string
      signature: string
      userHandle?: string | null
      attestationObject?: string
    }
  }
}

export type BeginSingleSignOnBody = {
  /** Id of the organization. */
  organizationId: string
  /** Page of this installation to go on with, as a path. Default `/`. */
  returnTo?: string
}

export type BeginSingleSignOnAnswer = {
  /** Where to send the browser. */
  url: string
}

/** Where a person is signed in. */
export type OpenSession = {
  /** Id of the session. */
  id: string
  /** Whether it is the one that asks. */
  current: boolean
  /** How it began. */
  method: 'password' | 'passkey' | 'sso' | 'link'
  organizationId: string | null
  /** Where it was last used from. */
  ip: string | null
  /** What it was last used with. */
  userAgent: string | null
  /** Instant, RFC 3339 in UTC. */
  createdAt: string
  /** When it was last used, to the minute. */
  lastSeenAt: string
  /** When it ends if it is not used again. */
  expiresAt: string
}

export type ListSessionsAnswer = {
  data: OpenSession[]
  /** `cursor` of the next page; null at the end. */
  nextCursor: string | null
}

export type EndOtherSessionsAnswer = {
  /** Sessions that ended. */
  ended: number
}

export type CreateOperatorBody = {
  /** E-mail address; kept in lower case. */
  email: string
  name?: string | null
  /** Absent: operator. */
  role?: 'owner' | 'operator'
}

/** Somebody of the vendor’s own staff. */
export type Operator = {
  /** Id of the person. */
  userId: string
  email: string
  name: string | null
  /** Owners can also change operators. */
  role: 'owner' | 'operator'
  /** Whether they can sign in nowhere. */
  disabled: boolean
  /** Instant, RFC 3339 in UTC. */
  createdAt: string
}

export type CreateOperatorAnswer = {
  operator: Operator
  /** Whoever opens it first is that operator. */
  signInUrl: string
  /** Instant, RFC 3339 in UTC. */
  expiresAt: string
}

export type ListOperatorsAnswer = {
  data: Operator[]
  /** `cursor` of the next page; null at the end. */
  nextCursor: string | null
}

export type UpdateOperatorBody = {
  role?: 'owner' | 'operator'
  /** Whether they can sign in nowhere. */
  disabled?: boolean
}

export type CreatePortalSessionBody = {
  /** Id of the organization. */
  organizationId: string
  /** Id of the API. */
  apiId: string
  /** Who it is for: named in the audit log with all that they do. */
  actor: {
    /** Who it is in your product. It stays in the audit log for good: an id, not an address. */
    id: string
    /** What the person is called. */
    name: string
  }
  /** What the person may do with the keys of this API, and look at. */
  permissions: ('view_keys' | 'manage_keys' | 'reveal_keys' | 'view_logs')[]
  /** Where the page leads back to: an address on one of the API’s `portalOrigins`. */
  returnUrl?: string | null
  /** How the page looks. */
  theme?: {
    /** Default `auto`: as dark as the system of who looks. */
    scheme?: 'light' | 'dark' | 'auto'
    /** Colour of buttons and links, made lighter or darker where text would be hard to read. Default: that of Keyturn. */
    accent?: string | null
  }
}

export type CreatePortalSessionAnswer = {
  /** Send the person there, or put it into a frame. It opens once. */
  url: string
  /** Five minutes from now. */
  expiresAt: string
}

export type RedeemPortalSessionBody = {
  /** From the link. */
  token: string
}

/** Somebody on the key page of an API, sent there by a product. */
export type PortalSession = {
  /** Id of the portal session. */
  id: string
  /** Id of the organization. */
  organizationId: string
  /** Id of the API. */
  apiId: string
  actor: {
    id: string
    name: string
  }
  permissions: ('view_keys' | 'manage_keys' | 'reveal_keys' | 'view_logs')[]
  /** What the vendor calls its product. */
  portalName: string
  /** Origins whose pages may frame the portal. */
  portalOrigins: string[]
  returnUrl: string | null
  theme: {
    scheme: 'light' | 'dark' | 'auto'
    accent: string | null
  }
  /** An hour after the link was opened; used or not. */
  expiresAt: string
}

export type RedeemPortalSessionAnswer = {
  /** `over`: the link was used already, has expired, or what it stood on is gone. */
  status: 'open' | 'over'
  /** The session; null where the link is over. */
  session: PortalSession | null
  /** Where to get another link; null where the link was opened. */
  home: {
    /** What the vendor calls its product. */
    portalName: string
    /** Origins whose pages may frame the portal. */
    portalOrigins: string[]
    returnUrl: string | null
    theme: {
      scheme: 'light' | 'dark' | 'auto'
      accent: string | null
    }
  } | null
}

export type RequestPasswordResetBody = {
  /** E-mail address; kept in lower case. */
  email: string
}

export type ResetPasswordBody = {
  /** From the link. */
  token: string
  /** A password. */
  password: string
}

/** The state of the whole installation. */
export type System = {
  /** The worst of what was found. */
  state: 'ok' | 'warning' | 'serious'
  findings: SystemFinding[]
  database: {
    kind: 'sqlite' | 'postgres'
    /** For the server that answers. */
    latencyMs: number
  }
  encryption: {
    /** `unused` before a token was to be kept for the first time; `sealed` while the key-encryption key is missing. */
    state: 'unused' | 'open' | 'sealed'
    /** The key-encryption key in use, or the one that is missing. */
    kekId: string | null
  }
  /** What waits, and what was given up within a month; null where none is sent. */
  mail: {
    waiting: number
    dead: number
  } | null
  servers: SystemServer[]
}

/** What a look at one part of the installation has found. */
export type SystemFinding = {
  /** Stable name for programs. */
  check: string
  state: 'ok' | 'warning' | 'serious'
  /** What is the case. */
  sentence: string
  /** What to do; null where nothing is to be done. */
  advice: string | null
}

/** One server of the installation. */
export type SystemServer = {
  id: string
  /** `silent`: it was killed or is cut off; its lease is over, and it decides nothing. */
  state: 'serving' | 'not_ready' | 'silent'
  /** Whether it is the one that answers this call. */
  answering: boolean
  version: string
  startedAt: string | null
  /** When it last said how it is. */
  reportedAt: string | null
  /** Null once it is off the registry. */
  lease: {
    lengthMs: number
    /** What is left, or at the most what is left; 0: it may decide nothing. */
    remainingMs: number
    /** How long ago it had seen every change. */
    behindMs: number
  } | null
  /** Null where it has told nothing that this version can read. */
  figures: {
    /** Why it is not ready. */
    problems: string[]
    /** Secrets in memory. */
    secrets: number
    /** Memory that they take for deciding. */
    decidingBytes: number
    /** Usage that is not in the usage log yet. */
    journalBytes: number
    /** How long the oldest of that has waited. */
    shippingLagMs: number
    /** Whether the last try to store it failed. */
    shippingFails: boolean
    /** How long the database took for the smallest answer. */
    databaseLatencyMs: number
    /** Stored rows that deny because they cannot be read. */
    unreadableRows: number
    /** Management calls that are not in the usage log. */
    unrecordedUses: number
    encryption: {
      /** `unused` before a token was to be kept for the first time; `sealed` while the key-encryption key is missing. */
      state: 'unused' | 'open' | 'sealed'
      /** The key-encryption key in use, or the one that is missing. */
      kekId: string | null
    }
    /** Since its start; null: it sends none. */
    mail: {
      sent: number
      failed: number
    } | null
  } | null
}

/** The presented key, without its secret. */
export type Identity = {
  /** Id of the key. */
  id: string
  name: string
  apiId: string | null
  organizationId: string | null
  environment: string | null
  scopes: string[]
  expiresAt: string | null
  /** What a management key may manage; null for a key of any other API. */
  reach: {
    organizationId: string | null
    apiId: string | null
  } | null
  [name: string]: unknown
}
