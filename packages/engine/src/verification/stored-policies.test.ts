import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toKeyRecord } from './key-record.ts'
import type { SecretWithKeyRow } from './replica-queries.ts'
import { StoredPolicies, unreadablePolicy } from './stored-policies.ts'

function row(change: Partial<SecretWithKeyRow> = {}): SecretWithKeyRow {
  return {
    digest_hex: 'ab'.repeat(32),
    secret_id: 'sec_1',
    ends_at: null,
    secret_revoked_at: null,
    id: 'key_1',
    name: 'Nightly report',
    api_id: 'api_1',
    organization_id: 'org_1',
    environment: 'live',
    scopes: '["leads:read"]',
    allowed_ips: null,
    allowed_endpoints: null,
    rate_limits: '[]',
    has_credits: 0,
    metadata: '{}',
    enabled: 1,
    expires_at: null,
    revoked_at: null,
    reach_organization_id: null,
    reach_api_id: null,
    ...change,
  }
}

describe('StoredPolicies', () => {
  test('reads a text once for all keys that have it, and freezes what it read', () => {
    const policies = new StoredPolicies()
    const { policy } = policies.of(row())
    expect(policies.of(row({ id: 'key_2' })).policy).toBe(policy)
    expect(Object.isFrozen(policy) && Object.isFrozen(policy.scopes)).toBe(true)
  })

  test('never takes one policy for another, however their texts are cut', () => {
    const texts = fc.constantFrom(null, 'null', '', '[]', '["a"]', '[]null', 'null[]', '[]["a"]')
    const columns = fc.record({
      scopes: texts.map(text => text ?? '["a"]'),
      allowed_ips: texts,
      allowed_endpoints: texts,
      rate_limits: texts.map(text => text ?? '[]'),
      has_credits: fc.constantFrom(0, 1),
    })
    fc.assert(
      fc.property(fc.array(columns, { maxLength: 40 }), list => {
        const shared = new StoredPolicies()
        for (const each of list) expect(shared.of(row(each))).toEqual(new StoredPolicies().of(row(each)))
      }),
      { numRuns: 50 },
    )
  })

  test('denies what cannot be read, also when it was remembered', () => {
    const policies = new StoredPolicies()
    const damaged = row({ allowed_ips: '["10.0.0.0/8"' })
    expect(policies.of(damaged).policy).toBe(unreadablePolicy)
    expect(policies.of(damaged).policy).toBe(unreadablePolicy)
  })

  test('forgets rather than grows', () => {
    const policies = new StoredPolicies()
    const first = policies.of(row()).policy
    for (let index = 0; index < 5_000; index++) policies.of(row({ scopes: `["leads:a${index}"]` }))
    expect(policies.of(row()).policy).not.toBe(first)
    expect(policies.of(row()).policy).toEqual(first)
  })
})

describe('toKeyRecord', () => {
  test('shows a key as JSON with every member, whatever its texts hold', () => {
    const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 4 })
    const shown = fc.record({
      name: fc.oneof(fc.string(), fc.constantFrom('Schlüssel ✓', '"\\\u0000\n', '\ud800', '{"id":1}')),
      environment: fc.string(),
      metadata: json,
      scopes: fc.array(fc.string()),
      expires_at: fc.option(fc.nat()),
    })
    fc.assert(
      fc.property(shown, ({ metadata, scopes, ...texts }) => {
        const stored = row({ ...texts, metadata: JSON.stringify(metadata), scopes: JSON.stringify(scopes) })
        const record = toKeyRecord(stored, new StoredPolicies())
        expect(record.publicJson).toBe(
          JSON.stringify({
            id: stored.id,
            name: stored.name,
            apiId: stored.api_id,
            organizationId: stored.organization_id,
            environment: stored.environment,
            scopes: JSON.parse(stored.scopes),
            expiresAt: stored.expires_at === null ? null : new Date(stored.expires_at).toISOString(),
            metadata: JSON.parse(stored.metadata),
          }),
        )
      }),
      { numRuns: 50 },
    )
  })

  test('reads the digest in either case, and denies a key whose end is no instant', () => {
    const policies = new StoredPolicies()
    const digest = Uint8Array.from({ length: 32 }, () => 0xab)
    for (const digest_hex of ['ab'.repeat(32), 'AB'.repeat(32)])
      expect(Uint8Array.from(toKeyRecord(row({ digest_hex }), policies).digest)).toEqual(digest)
    expect(toKeyRecord(row({ expires_at: 9e15 }), policies).policy).toBe(unreadablePolicy)
  })
})
