/** One row per way in which a call can fail; the advice is shown on the help page that `type` opens. */
export type ProblemDefinition = { status: number; title: string; advice: string }

/** The closed list of problem codes. */
export const problemDefinitions = {
  malformed_request: {
    status: 400,
    title: 'Malformed request',
    advice: 'Send a well-formed HTTP/1.1 request.',
  },
  malformed_json: { status: 400, title: 'Malformed JSON', advice: 'Send one JSON object in UTF-8.' },
  duplicate_member: { status: 400, title: 'Duplicate member', advice: 'Name each member of an object once.' },
  json_too_deep: { status: 400, title: 'JSON too deep', advice: 'Nest at most 32 levels.' },
  unknown_field: {
    status: 400,
    title: 'Unknown field',
    advice: 'Leave out what the reference does not name.',
  },
  invalid_parameter: {
    status: 400,
    title: 'Invalid parameter',
    advice: 'Give each parameter once, in its range.',
  },
  invalid_cursor: { status: 400, title: 'Invalid cursor', advice: 'Start the list again without a cursor.' },
  multiple_credentials: {
    status: 400,
    title: 'Multiple credentials',
    advice: 'Send the key in Authorization or in X-API-Key, not in both.',
  },
  duplicate_header: { status: 400, title: 'Duplicate header', advice: 'Send that header once.' },
  credential_in_url: {
    status: 400,
    title: 'Credential in the URL',
    advice: 'Send the key in a header. Rotate a key that was in a URL: URLs end up in logs.',
  },
  missing_credential: {
    status: 401,
    title: 'Unauthorized',
    advice: 'Send a key: Authorization: Bearer <key>, or X-API-Key: <key>.',
  },
  invalid_api_key: {
    status: 401,
    title: 'Invalid API key',
    advice: 'Compare the key with the one that was issued: complete, unchanged, for this installation.',
  },
  key_revoked: { status: 401, title: 'Invalid API key', advice: 'This key was ended. Use its successor.' },
  key_expired: { status: 401, title: 'Invalid API key', advice: 'This key has expired. Ask for a new one.' },
  key_disabled: { status: 401, title: 'Invalid API key', advice: 'This key is switched off for now.' },
  invalid_credentials: {
    status: 401,
    title: 'Not signed in',
    advice: 'Compare the address, the password or the code, or have the password reset.',
  },
  session_ended: { status: 401, title: 'Signed out', advice: 'Sign in again.' },
  invalid_second_factor: {
    status: 401,
    title: 'Wrong code',
    advice: 'Enter the code that the authenticator app shows now, or a recovery code that was not used.',
  },
  credits_exhausted: {
    status: 402,
    title: 'Credits exhausted',
    advice: 'Add credits or wait for the refill.',
  },
  second_factor_required: {
    status: 403,
    title: 'Code required',
    advice: 'Send a code of the authenticator app or a recovery code with the password.',
  },
  insufficient_scope: { status: 403, title: 'Insufficient scope', advice: 'Use a key with the scope named.' },
  insufficient_permission: {
    status: 403,
    title: 'Insufficient permission',
    advice: 'Ask an administrator for the permission named.',
  },
  reauthentication_required: {
    status: 403,
    title: 'Prove who you are again',
    advice: 'Call POST /v1/session/reauthentication, then send the request again.',
  },
  csrf_failed: {
    status: 403,
    title: 'Request from another site',
    advice: 'Send it from the pages of this installation, at the address that KEYTURN_PUBLIC_URL names.',
  },
  insecure_transport: {
    status: 403,
    title: 'Not encrypted',
    advice: 'Sign in over https, or on the machine itself over http://localhost.',
  },
  mfa_required: {
    status: 403,
    title: 'Second factor required',
    advice:
      'The organization asks for a second factor: add an authenticator app or a passkey, or sign in with it.',
  },
  sso_required: {
    status: 403,
    title: 'Single sign-on required',
    advice: 'The organization asks its members to sign in through its identity provider.',
  },
  sso_refused: {
    status: 403,
    title: 'Single sign-on refused',
    advice:
      'Ask an administrator of the organization: whom its identity provider vouches for must be a member or invited.',
  },
  ip_not_allowed: {
    status: 403,
    title: 'Address not allowed',
    advice: "Call from one of the key's networks.",
  },
  endpoint_not_allowed: {
    status: 403,
    title: 'Endpoint not allowed',
    advice: 'Use a key for this endpoint.',
  },
  wrong_api: { status: 403, title: 'Wrong API', advice: 'Use a key of this API.' },
  wrong_environment: { status: 403, title: 'Wrong environment', advice: 'Use a key of this environment.' },
  wrong_organization: { status: 403, title: 'Wrong organization', advice: 'Use a key of that organization.' },
  organization_suspended: {
    status: 403,
    title: 'Organization suspended',
    advice: 'The organization is suspended; its administrators can ask for reactivation.',
  },
  not_found: { status: 404, title: 'Not found', advice: 'Check the address and the id.' },
  method_not_allowed: {
    status: 405,
    title: 'Method not allowed',
    advice: 'Use a method of the Allow header.',
  },
  request_timeout: {
    status: 408,
    title: 'Request timeout',
    advice: 'Send the whole request within 30 seconds.',
  },
  conflict: { status: 409, title: 'Conflict', advice: 'Read the resource again and decide anew.' },
  last_owner: {
    status: 409,
    title: 'Last owner',
    advice: 'Make somebody else an owner or administrator first.',
  },
  key_exists: {
    status: 409,
    title: 'Key exists',
    advice: 'This API gives each organization one key: rotate it.',
  },
  key_not_active: {
    status: 409,
    title: 'Key not active',
    advice: 'A revoked or expired key cannot be changed.',
  },
  rotation_in_progress: {
    status: 409,
    title: 'Rotation in progress',
    advice: 'Wait until the old secret ends, or rotate with an overlap of zero.',
  },
  reveal_not_allowed: {
    status: 409,
    title: 'Reveal not allowed',
    advice: 'Keys of this API are shown once.',
  },
  challenge_expired: {
    status: 410,
    title: 'Begin again',
    advice: 'A step of a sign-in is waited for for ten minutes, and looked at five times at most.',
  },
  precondition_failed: {
    status: 412,
    title: 'Precondition failed',
    advice: 'Somebody changed the resource: read it again and use its new ETag.',
  },
  body_too_large: { status: 413, title: 'Body too large', advice: 'Send at most 1 MiB.' },
  uri_too_long: { status: 414, title: 'URI too long', advice: 'Keep the address under 8 KiB.' },
  unsupported_media_type: {
    status: 415,
    title: 'Unsupported media type',
    advice: 'Send Content-Type: application/json, not compressed.',
  },
  expectation_failed: { status: 417, title: 'Expectation failed', advice: 'Send no Expect header.' },
  invalid_input: { status: 422, title: 'Invalid input', advice: 'See `errors` for the members to correct.' },
  idempotency_mismatch: {
    status: 422,
    title: 'Idempotency key reused',
    advice: 'Use a new Idempotency-Key for a request with another body.',
  },
  rate_limited: { status: 429, title: 'Rate limited', advice: 'Wait as Retry-After says.' },
  headers_too_large: {
    status: 431,
    title: 'Headers too large',
    advice: 'Send at most 100 headers and 16 KiB.',
  },
  internal_error: { status: 500, title: 'Internal error', advice: 'Report the request id.' },
  decryption_failed: {
    status: 500,
    title: 'Decryption failed',
    advice: 'What is stored of the token was damaged or changed: reset the key.',
  },
  storage_unavailable: {
    status: 503,
    title: 'Storage unavailable',
    advice: 'Try again as Retry-After says.',
  },
  audit_unavailable: {
    status: 503,
    title: 'Audit log unavailable',
    advice: 'Try again as Retry-After says.',
  },
  sealed: { status: 503, title: 'Sealed', advice: 'The operator has to provide the key-encryption key.' },
  overloaded: { status: 503, title: 'Overloaded', advice: 'Try again as Retry-After says.' },
  fenced: {
    status: 503,
    title: 'Fenced',
    advice: 'This node is catching up; try again as Retry-After says.',
  },
  storage_full: { status: 507, title: 'Storage full', advice: 'The operator has to free disk space.' },
} as const satisfies Record<string, ProblemDefinition>

/** A code of a problem answer. */
export type ProblemCode = keyof typeof problemDefinitions

export const problemCodes = Object.keys(problemDefinitions) as ProblemCode[]

export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(problemDefinitions, text)
}
