import { hash } from 'node:crypto'
import { KeyTable, type KeyView } from '@keyturn/core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { BatchAnswer } from './batch-answer.ts'
import { type Decided, type Judged, toVerdict } from './decider.ts'
import { serializeVerdicts } from './verdict.ts'

const policy = {
  scopes: ['a:x', 'b:x'],
  allowedIps: null,
  allowedEndpoints: null,
  rateLimits: [],
  credits: false,
}
const digestOf = (name: string) => hash('sha256', name, 'binary')

/** Keys with names of all kinds; those of `org_cut` lose a scope to its ceiling. */
function open(names: readonly string[]) {
  const table = new KeyTable()
  table.setApi({ id: 'api_1', scopes: ['a:x', 'b:x'] })
  table.setOrganization({ id: 'org_1', suspended: false, scopeCeiling: null })
  table.setOrganization({ id: 'org_cut', suspended: false, scopeCeiling: ['a:x'] })
  for (const [index, name] of names.entries()) {
    const keyId = `key_${index}`
    table.put({
      digest: Buffer.from(digestOf(keyId), 'latin1'),
      secretId: `sec_${index}`,
      keyId,
      apiId: 'api_1',
      organizationId: index % 3 === 2 ? 'org_cut' : 'org_1',
      environment: 'live',
      state: 'active',
      endsAt: null,
      expiresAt: null,
      policy,
      publicJson: JSON.stringify({ id: keyId, name, scopes: policy.scopes }),
    })
  }
  return (index: number): KeyView => {
    const view = table.find(digestOf(`key_${index}`))
    if (view === null) throw new Error('the key is missing')
    return view
  }
}

const name = fc.string({ unit: 'binary', maxLength: 300 })
const count = fc.oneof(fc.nat(12), fc.nat(), fc.constantFrom(9, 10, 99, 100, Number.MAX_SAFE_INTEGER))
const limit = fc.record({
  name: fc.constantFrom('default', 'per "minute"', 'größer'),
  limit: count,
  windowSeconds: fc.constantFrom(1, 60),
  remaining: count,
  resetSeconds: fc.nat(60),
})
const judged: fc.Arbitrary<Judged> = fc.oneof(
  fc.record({
    code: fc.constant('valid' as const),
    missingScopes: fc.constant(null),
    rateLimits: fc.option(fc.array(limit, { maxLength: 3 })),
    credits: fc.option(fc.record({ remaining: count }), { freq: 4 }),
  }),
  fc.record({
    code: fc.constantFrom('insufficient_scope' as const, 'revoked' as const),
    missingScopes: fc.option(fc.constant(['a:x'])),
    rateLimits: fc.constant(null),
    credits: fc.constant(null),
    explanation: fc.constant(['Because.']),
  }),
)
const id = fc.uint8Array({ minLength: 16, maxLength: 16 })
const each = fc.record({ name, judged, id, isKept: fc.boolean() })

test('an answer is what its verdicts are one by one, whatever is in them and wherever it was interrupted', () => {
  const answer = new BatchAnswer()
  fc.assert(
    fc.property(fc.array(each, { maxLength: 12 }), fc.nat(12), (all, pausedAfter) => {
      const view = open(all.map(({ name: each }) => each))
      const decided = (index: number): Decided => {
        const { judged: said, id: bytes, isKept } = all[index] ?? { judged: null, id: null, isKept: false }
        if (said === null || bytes === null) throw new RangeError('there are fewer')
        const fresh = { judged: said, id: bytes, key: view(index), written: null }
        const { verificationId, keyJson } = toVerdict(fresh)
        return isKept ? { ...fresh, id: verificationId, key: keyJson } : { ...fresh, key: view(index) }
      }
      answer.start()
      for (const index of all.keys()) {
        if (index === pausedAfter) {
          const written = answer.take()
          answer.start()
          answer.add(decided(0))
          answer.start(written)
        }
        answer.add(decided(index))
      }
      const expected = serializeVerdicts([...all.keys()].map(index => toVerdict(decided(index))))
      expect(answer.finish().toString()).toBe(expected)
    }),
  )
})

test('an answer may be larger than the memory that is kept for it', () => {
  const names = ['x'.repeat(90_000), 'ü'.repeat(90_000), '€'.repeat(90_000), 'z'.repeat(600_000)]
  const view = open(names)
  const plain: Judged = { code: 'valid', missingScopes: null, rateLimits: null, credits: null }
  const decided = (index: number): Decided => ({
    judged: plain,
    id: new Uint8Array(16).fill(index),
    key: view(index),
    written: null,
  })
  const answer = new BatchAnswer()
  for (let times = 0; times < 2; times++) {
    answer.start()
    for (const index of names.keys()) answer.add(decided(index))
    expect(answer.finish().toString()).toBe(
      serializeVerdicts([...names.keys()].map(index => toVerdict(decided(index)))),
    )
  }
})
