import { describe, expect, test } from 'vitest'
import { denied, verifiedKey } from '../testing/canned-keyturn.ts'
import type { DeniedVerdict } from '../verdicts/verdict.ts'
import { refuseVerdict } from './refuse-verdict.ts'

function refusal(code: string, status: number, extra: object = {}) {
  return refuseVerdict(denied(code, status, extra) as DeniedVerdict)
}

describe('refusing a denied key', () => {
  test.each([
    ['malformed', 'invalid_api_key'],
    ['not_found', 'invalid_api_key'],
    ['revoked', 'key_revoked'],
    ['disabled', 'key_disabled'],
    ['expired', 'key_expired'],
  ])('a wrong key (%s) is 401 %s under the one title "Invalid API key"', (code, expected) => {
    expect(refusal(code, 401)).toMatchObject({
      status: 401,
      code: expected,
      title: 'Invalid API key',
      detail: `Told: ${code}.`,
    })
  })

  test.each([
    ['organization_suspended', 403],
    ['wrong_api', 403],
    ['wrong_environment', 403],
    ['wrong_organization', 403],
    ['ip_not_allowed', 403],
    ['endpoint_not_allowed', 403],
    ['insufficient_scope', 403],
    ['credits_exhausted', 402],
    ['rate_limited', 429],
  ])('%s keeps its name and status %i', (code, status) => {
    expect(refusal(code, status, { key: verifiedKey })).toMatchObject({
      status,
      code,
      detail: `Told: ${code}.`,
    })
  })

  test('a verdict of a newer Keyturn denies, whatever its status', () => {
    expect(refusal('quarantined', 403)).toMatchObject({
      status: 403,
      code: 'quarantined',
      title: 'Forbidden',
    })
    expect(refusal('quarantined', 200)).toMatchObject({ status: 403 })
  })

  test('429 says when to come back, in Retry-After and in the RateLimit fields', () => {
    const rateLimits = [
      { name: 'burst', limit: 10, windowSeconds: 60, remaining: 0, resetSeconds: 1.2 },
      { name: 'a"b\\cü', limit: 1000, remaining: 400, resetSeconds: 3600 },
    ]
    expect(refusal('rate_limited', 429, { rateLimits }).headers).toEqual({
      'retry-after': '2',
      'ratelimit-policy': '"burst";q=10;w=60, "a\\"b\\\\c?";q=1000',
      ratelimit: '"burst";r=0;t=2, "a\\"b\\\\c?";r=400;t=3600',
    })
    expect(refusal('rate_limited', 429).headers).toEqual({ 'retry-after': '1' })
    expect(refusal('credits_exhausted', 402, { rateLimits }).headers).toEqual({})
  })
})
