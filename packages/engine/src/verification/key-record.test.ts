import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { unitSeparator } from './joined-texts.ts'
import { KeyRecords } from './key-record.ts'
import type { SecretWithKeyRow } from './replica-queries.ts'
import { unreadablePolicy } from './stored-policies.ts'

const place = { apiId: 'api_1', organizationId: 'org_1', environment: 'live' }

function row(change: Partial<SecretWithKeyRow> = {}): SecretWithKeyRow {
  return {
    digest_hex: 'ab'.repeat(32),
    secret_id: 'sec_1',
    ends_at: null,
    secret_revoked_at: null,
    id: 'key_1',
    name: 'Nightly report',
    place_text: Object.values(place).join(unitSeparator),
    policy_text: ['["leads:read"]', '[]', 0, '', ''].join(unitSeparator),
    metadata: '{}',
    enabled: 1,
    expires_at: null,
    revoked_at: null,
    reach_organization_id: null,
    reach_api_id: null,
    ...change,
  }
}

describe('KeyRecords', () => {
  test('shows a key as JSON with every member, whatever its texts hold', () => {
    const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 4 })
    const shown = fc.record({
      name: fc.oneof(fc.string(), fc.constantFrom('Schlüssel ✓', '"\\\u0000\n', '\ud800', '{"id":1}')),
      environment: fc.string().filter(text => !text.includes(unitSeparator)),
      metadata: json,
      scopes: fc.array(fc.string()),
      expires_at: fc.option(fc.nat()),
    })
    fc.assert(
      fc.property(shown, ({ metadata, scopes, ...texts }) => {
        const { environment, ...own } = texts
        const stored = row({
          ...own,
          metadata: JSON.stringify(metadata),
          place_text: ['api_1', 'org_1', environment].join(unitSeparator),
          policy_text: [JSON.stringify(scopes), '[]', 0, '', ''].join(unitSeparator),
        })
        const record = new KeyRecords().of(stored)
        expect(record.publicJson).toBe(
          JSON.stringify({
            id: stored.id,
            name: stored.name,
            ...place,
            environment,
            scopes,
            expiresAt: stored.expires_at === null ? null : new Date(stored.expires_at).toISOString(),
            metadata: JSON.parse(stored.metadata),
          }),
        )
      }),
      { numRuns: 50 },
    )
  })

  test('reads the digest in either case, and denies a key whose end is no instant', () => {
    const records = new KeyRecords()
    const digest = Uint8Array.from({ length: 32 }, () => 0xab)
    for (const digest_hex of ['ab'.repeat(32), 'AB'.repeat(32)])
      expect(Uint8Array.from(records.of(row({ digest_hex })).digest)).toEqual(digest)
    expect(records.of(row({ expires_at: 9e15 })).policy).toBe(unreadablePolicy)
  })

  test('reads a policy once for all keys that have its text', () => {
    const records = new KeyRecords()
    expect(records.of(row({ id: 'key_2' })).policy).toBe(records.of(row()).policy)
  })

  test.each(['', 'ab'.repeat(31), 'ab'.repeat(33), 'zz'.repeat(32)])('takes %j for no digest', digest_hex => {
    expect(new KeyRecords().of(row({ digest_hex })).digest).not.toHaveLength(32)
  })

  test('refuses a place that cannot be told apart', () => {
    const place_text = ['api_1', 'org_1', 'li', 've'].join(unitSeparator)
    expect(() => new KeyRecords().of(row({ place_text }))).toThrow(RangeError)
  })
})
