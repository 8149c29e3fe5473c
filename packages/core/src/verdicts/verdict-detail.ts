import type { VerdictCode } from './verdict-codes.ts'

const details: Readonly<Record<VerdictCode, string>> = {
  valid: 'The key is valid for this request.',
  malformed: 'This is not a complete API key. Copy the whole key again, without spaces or quotes.',
  not_found: 'This API key is not known. Check that it belongs to this service, or create a new one.',
  revoked: 'This API key was revoked or replaced. Use the current key, or create a new one.',
  disabled: 'This API key is disabled. Ask an administrator of the account to enable it.',
  expired: 'This API key has expired. Create a new one to replace it.',
  organization_suspended:
    'The account of this API key is suspended. Ask its administrator to contact support.',
  wrong_api: 'This API key belongs to another API. Use a key that was created for this one.',
  wrong_environment: 'This API key belongs to another environment. Use a key of the environment you call.',
  wrong_organization:
    'This API key belongs to another organization than the resource. Use a key of its owner.',
  ip_not_allowed:
    'This API key may not be used from this address. Add the address to the allow list of the key.',
  endpoint_not_allowed: 'This API key may not call this endpoint. Add the endpoint to those of the key.',
  insufficient_scope: 'This API key lacks a scope that the request needs. Grant it, or use another key.',
  rate_limited: 'Too many requests with this API key. Wait until the limit resets, then try again.',
  credits_exhausted: 'The credits of this API key are used up. Add credits, or wait until they are refilled.',
}

/** A sentence for whoever presents the key, safe to show; missing scopes are named if given. */
export function verdictDetail(code: VerdictCode, facts: { missingScopes?: readonly string[] } = {}): string {
  const missing = facts.missingScopes ?? []
  if (code !== 'insufficient_scope' || missing.length === 0) return details[code]
  return `This API key lacks: ${missing.join(', ')}. Grant what the request needs, or use another key.`
}
