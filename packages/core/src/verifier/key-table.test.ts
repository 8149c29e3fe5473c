import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { KeyPolicySource } from '../policies/key-policy.ts'
import { decide } from '../verdicts/decide.ts'
import { type KeyRecord, KeyTable, type KeyTableOptions } from './key-table.ts'
import type { KeyView } from './key-view.ts'
import type { IdCodec } from './record-store.ts'

const seed = Int32Array.from({ length: 17 }, (_, index) => Math.imul(index + 1, 0x9e3779b1))

/** Shared and frozen, as a loader would have it; what tests derive from it is neither. */
const policy: KeyPolicySource = Object.freeze({
  scopes: Object.freeze(['leads:read', 'leads:write']),
  allowedIps: null,
  allowedEndpoints: null,
  rateLimits: Object.freeze([]),
  credits: false,
})

function digestOf(name: string): Uint8Array {
  return Uint8Array.from(createHash('sha256').update(name).digest())
}

function textOf(digest: Uint8Array): string {
  return Buffer.from(digest).toString('latin1')
}

function record(name: string, change: Partial<KeyRecord> = {}): KeyRecord {
  return {
    digest: digestOf(name),
    secretId: `sec_${name}`,
    keyId: `key_${name}`,
    apiId: 'api_1',
    organizationId: 'org_1',
    environment: 'live',
    state: 'active',
    endsAt: null,
    expiresAt: null,
    policy,
    publicJson: JSON.stringify({
      id: `key_${name}`,
      name: `Schlüssel ${name} ✓`,
      scopes: policy.scopes,
      metadata: {},
    }),
    ...change,
  }
}

function table(options: KeyTableOptions = {}): KeyTable {
  const made = new KeyTable({ seed, ...options })
  made.setApi({ id: 'api_1', scopes: ['leads:read', 'leads:write'] })
  made.setOrganization({ id: 'org_1', suspended: false, scopeCeiling: null })
  return made
}

/** Everything a view says, copied. */
function snapshot(keys: KeyTable, digest: Uint8Array) {
  const view = keys.find(textOf(digest))
  if (view === null) return null
  const { secretId, keyId, apiId, organizationId, environment, state, endsAt, expiresAt, scopes } = view
  const json = view.publicJson()
  const ids = { secretId, keyId, stored: storedIds(view) }
  return { ...ids, apiId, organizationId, environment, state, endsAt, expiresAt, scopes, json }
}

function storedIds({ storedIds }: KeyView): string[] {
  const { bytes, secretIdAt, keyIdAt, end } = storedIds
  return [bytes.slice(secretIdAt, keyIdAt), bytes.slice(keyIdAt, end)].map(each =>
    Buffer.from(each).toString('latin1'),
  )
}

function expected(stored: KeyRecord) {
  const { secretId, keyId, apiId, organizationId, environment, state, endsAt, expiresAt } = stored
  const scopes = [...stored.policy.scopes].sort()
  return {
    secretId,
    keyId,
    stored: [secretId, keyId],
    apiId,
    organizationId,
    environment,
    state,
    endsAt,
    expiresAt,
    scopes,
    json: stored.publicJson,
  }
}

const changes = fc.record({
  state: fc.constantFrom('active' as const, 'disabled' as const, 'revoked' as const),
  endsAt: fc.option(fc.nat()),
  expiresAt: fc.option(fc.constantFrom(0, 1, 1_700_000_000_000, 253_402_300_799_999)),
  environment: fc.constantFrom('live', 'test'),
  policy: fc.constantFrom(policy, { ...policy, scopes: ['leads:read'] }, { ...policy, credits: true }),
  publicJson: fc
    .string({ unit: 'grapheme', maxLength: 400 })
    .map(name => JSON.stringify({ name, scopes: [] })),
})

/** Thousands of keys take seconds on a machine that is busy. */
const patient = { timeout: 60_000 }

describe('KeyTable', patient, () => {
  test('holds what a map would hold after any puts, replacements and removals', () => {
    const names = fc.constantFrom(...Array.from({ length: 60 }, (_, index) => `k${index}`))
    const steps = fc.array(fc.tuple(names, fc.option(changes, { freq: 3 })), { maxLength: 300 })
    fc.assert(
      fc.property(
        steps,
        fc.constantFrom(1, 4, 1_000),
        fc.constantFrom(0, 40),
        (list, splitFrom, expectedSize) => {
          const keys = table({ splitFrom, expectedSize })
          const model = new Map<string, KeyRecord>()
          for (const [name, change] of list) {
            if (change === null) {
              expect(keys.remove(digestOf(name))).toBe(model.delete(name))
            } else {
              model.set(name, record(name, change))
              keys.put(record(name, change))
            }
          }
          expect(keys.size).toBe(model.size)
          for (let index = 0; index < 60; index++) {
            const stored = model.get(`k${index}`)
            expect(snapshot(keys, digestOf(`k${index}`))).toEqual(
              stored === undefined ? null : expected(stored),
            )
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  test('finds each of 8,000 secrets and no other, while it grows and shrinks', () => {
    const keys = table({ splitFrom: 500 })
    const count = 8_000
    const digests = Array.from({ length: count }, (_, index) => digestOf(`n${index}`))
    digests.forEach((digest, index) => {
      keys.put(record(`n${index}`, { digest }))
    })
    expect(keys.size).toBe(count)
    expect(digests.every((digest, index) => keys.find(textOf(digest))?.keyId === `key_n${index}`)).toBe(true)
    expect(keys.find(textOf(digestOf('unknown')))).toBeNull()
    const full = keys.memory()
    digests.forEach((digest, index) => {
      if (index % 10 !== 0) keys.remove(digest)
    })
    expect(keys.size).toBe(count / 10)
    expect(
      digests.every((digest, index) => (keys.find(textOf(digest)) !== null) === (index % 10 === 0)),
    ).toBe(true)
    expect(keys.memory().decidingBytes).toBeLessThan(full.decidingBytes / 4)
  })

  test('compares whole digests: none that differs in one bit, at any place, is found', () => {
    const keys = table()
    const digest = digestOf('a')
    keys.put(record('a', { digest }))
    for (let bit = 0; bit < 256; bit++) {
      const other = digest.with(bit >> 3, digest[bit >> 3]! ^ (1 << (bit & 7)))
      expect(keys.find(textOf(other))).toBeNull()
      expect(keys.remove(other)).toBe(false)
    }
    expect(keys.find(textOf(digest))?.keyId).toBe('key_a')
  })

  test.each([64, 100_000])(
    'keeps apart digests that were chosen to share all but their last bytes, split from %i rows on',
    splitFrom => {
      const keys = table({ splitFrom })
      const digests = Array.from({ length: 5_000 }, (_, index) => {
        const digest = new Uint8Array(32).fill(7)
        new DataView(digest.buffer).setUint32(28, index)
        return digest
      })
      digests.forEach((digest, index) => {
        keys.put(record(`c${index}`, { digest }))
      })
      expect(digests.every((digest, index) => keys.find(textOf(digest))?.keyId === `key_c${index}`)).toBe(
        true,
      )
      for (const digest of digests.slice(0, 4_000)) expect(keys.remove(digest)).toBe(true)
      expect(digests.filter(digest => keys.find(textOf(digest)) !== null)).toEqual(digests.slice(4_000))
    },
  )

  test('finds nothing for a text that is no digest', () => {
    const keys = table()
    keys.put(record('a', { digest: new Uint8Array(32) }))
    for (const text of [
      '',
      'x',
      '\0'.repeat(31),
      '\0'.repeat(33),
      `${'\0'.repeat(31)}\u0100`,
      '\u0100'.repeat(32),
    ]) {
      expect(keys.find(text)).toBeNull()
    }
    expect(keys.find('\0'.repeat(32))).not.toBeNull()
    keys.remove(new Uint8Array(32))
    keys.put(record('a', { digest: new Uint8Array(32).with(29, 1) }))
    expect(keys.find(`${'\0'.repeat(30)}\u0100\0`)).toBeNull()
    expect(keys.remove(new Uint8Array(31))).toBe(false)
    expect(() => keys.put(record('b', { digest: new Uint8Array(20) }))).toThrow(RangeError)
    for (const keyId of ['ü', '', ' ', 'a b', '\x7f', 'k'.repeat(256)])
      expect(() => keys.put(record('c', { keyId }))).toThrow(RangeError)
    expect(keys.size).toBe(1)
  })

  test('needs at most 100 bytes a key for deciding', () => {
    const keys = new KeyTable({ splitFrom: 256 })
    const digest = new Uint8Array(32)
    const view = new DataView(digest.buffer)
    const averages: number[] = []
    for (let index = 0; index < 20_000; index++) {
      for (let word = 0; word < 8; word++)
        view.setUint32(word * 4, Math.imul(index + word * 0x1234567 + 1, 0x9e3779b1) ^ (index >>> word))
      keys.put(record('x', { digest }))
      if (index >= 16_000 && index % 100 === 0) averages.push(keys.memory().decidingBytes / keys.size)
    }
    expect(keys.size).toBe(20_000)
    expect(Math.max(...averages, keys.memory().decidingBytes / keys.size)).toBeLessThanOrEqual(100)
  })

  test('uses the room of replaced records again', () => {
    const keys = table()
    for (let round = 0; round < 200; round++) {
      for (let index = 0; index < 100; index++)
        keys.put(record(`r${index}`, { publicJson: `"${'x'.repeat(400 + ((round * 7) % 200))}"` }))
    }
    expect(keys.memory().jsonBytes).toBeLessThanOrEqual(1 << 20)
    const beyondAPage = 17 << 20
    keys.put(record('big', { publicJson: JSON.stringify('y'.repeat(beyondAPage)) }))
    expect(keys.find(textOf(digestOf('big')))?.publicJson()).toHaveLength(beyondAPage + 2)
    expect(keys.find(textOf(digestOf('r7')))?.keyId).toBe('key_r7')
    expect(keys.memory().jsonBytes).toBeGreaterThan(beyondAPage)
  })

  test('keeps ids in the form that a platform has for them, and as ASCII where it has none', () => {
    const numbers: IdCodec = {
      encode(target, offset, ascii, end) {
        const number = Number(Buffer.from(ascii.subarray(4, end)).toString())
        if (!(number <= 255)) return 0
        target.set([ascii[0] === 0x6b ? 1 : 2, number], offset)
        return offset + 2
      },
      decode: (source, offset) => `${source[offset] === 1 ? 'key' : 'sec'}_${source[offset + 1]}`,
    }
    const keys = table({ idCodec: numbers })
    const cases = [
      { name: '7', ids: ['sec_7', 'key_7'], stored: ['\x02\x07', '\x01\x07'] },
      { name: '10', ids: ['sec_10', 'key_odd'], stored: ['\x02\x0a', 'key_odd'] },
      { name: '33', ids: ['sec_1000', 'key_33'], stored: ['sec_1000', '\x01!'] },
      { name: '4', ids: ['s'.repeat(255), '~'.repeat(255)], stored: ['s'.repeat(255), '~'.repeat(255)] },
    ]
    for (const round of ['', 'ü', 'x']) {
      for (const { name, ids } of cases) {
        const [secretId = '', keyId = ''] = ids
        keys.put(record(name, { secretId, keyId, publicJson: JSON.stringify({ round, name }) }))
      }
      for (const { name, ids, stored } of cases) {
        const view = keys.find(textOf(digestOf(name)))!
        expect([view.ids.secretId, view.ids.keyId]).toEqual(ids)
        expect([view.secretId, view.keyId]).toEqual(ids)
        expect(storedIds(view)).toEqual(stored)
        expect(view.publicJson()).toBe(JSON.stringify({ round, name }))
      }
    }
  })

  test('takes a policy as it is when it is put, also one that was put before and changed meanwhile', () => {
    const keys = table()
    const scopes = ['leads:read']
    const shallow = Object.freeze({ ...policy, scopes })
    keys.put(record('before', { policy: shallow }))
    scopes.push('leads:write')
    keys.put(record('after', { policy: shallow }))
    const scopesOf = (name: string): readonly string[] => [
      ...(keys.find(textOf(digestOf(name)))?.scopes ?? []),
    ]
    expect([scopesOf('before'), scopesOf('after')]).toEqual([['leads:read'], ['leads:read', 'leads:write']])
  })

  test('forgets policies and places that no key uses any more', () => {
    const keys = table()
    const before = keys.memory().decidingBytes
    for (let index = 0; index < 500; index++) {
      keys.put(
        record('one', {
          organizationId: `org_${index}`,
          policy: { ...policy, allowedIps: [`10.0.${index % 256}.1`] },
        }),
      )
    }
    keys.remove(digestOf('one'))
    expect(keys.memory().decidingBytes - before).toBeLessThan(2_000)
  })
})

describe('APIs and organizations', () => {
  const ask = {
    scopes: null,
    apiId: null,
    environment: null,
    organizationId: null,
    method: null,
    path: null,
    ip: null,
  }

  function verdict(keys: KeyTable, name: string): string {
    const view = keys.find(textOf(digestOf(name)))
    return view === null ? 'not_found' : decide(view, ask, 0).code
  }

  test('change all their keys at once', () => {
    const keys = table()
    keys.put(record('a'))
    keys.put(record('b', { environment: 'test' }))
    keys.setOrganization({ id: 'org_1', suspended: true, scopeCeiling: null })
    expect([verdict(keys, 'a'), verdict(keys, 'b')]).toEqual([
      'organization_suspended',
      'organization_suspended',
    ])
    keys.setOrganization({ id: 'org_1', suspended: false, scopeCeiling: ['*:read'] })
    expect([verdict(keys, 'a'), verdict(keys, 'b')]).toEqual(['valid', 'valid'])
    expect(keys.find(textOf(digestOf('b')))?.ceiling?.words).toEqual(['*:read'])
  })

  test('deny the keys of what is not known yet or not any more', () => {
    const keys = new KeyTable({ seed })
    keys.put(record('a'))
    expect(verdict(keys, 'a')).toBe('disabled')
    keys.setApi({ id: 'api_1', scopes: [] })
    expect(verdict(keys, 'a')).toBe('organization_suspended')
    keys.setOrganization({ id: 'org_1', suspended: false, scopeCeiling: null })
    expect(verdict(keys, 'a')).toBe('valid')
    keys.removeOrganization('org_1')
    expect(verdict(keys, 'a')).toBe('organization_suspended')
    keys.setOrganization({ id: 'org_1', suspended: false, scopeCeiling: null })
    keys.removeApi('api_1')
    expect(verdict(keys, 'a')).toBe('disabled')
  })

  test('cut the scopes that the public JSON shows, and give them back', () => {
    const keys = table()
    const name = 'a "scopes": [1] \\ name'
    keys.put(
      record('a', { publicJson: JSON.stringify({ name, scopes: policy.scopes, metadata: { scopes: [1] } }) }),
    )
    const shown = (): unknown => JSON.parse(keys.find(textOf(digestOf('a')))?.publicJson() ?? 'null')
    const withScopes = (scopes: string[]) => ({ name, scopes, metadata: { scopes: [1] } })
    expect(shown()).toEqual(withScopes(['leads:read', 'leads:write']))
    keys.setOrganization({ id: 'org_1', suspended: false, scopeCeiling: ['*:read'] })
    expect(shown()).toEqual(withScopes(['leads:read']))
    keys.setOrganization({ id: 'org_1', suspended: false, scopeCeiling: null })
    keys.setApi({ id: 'api_1', scopes: ['leads:write'] })
    expect(shown()).toEqual(withScopes(['leads:write']))
    keys.setApi({ id: 'api_1', scopes: ['leads:read', 'leads:write'] })
    expect(shown()).toEqual(withScopes(['leads:read', 'leads:write']))
  })

  test('leave the keys of an API that is exempt from ceilings as they are, in verdicts and in what they show', () => {
    const keys = table()
    keys.put(record('a'))
    keys.setOrganization({ id: 'org_1', suspended: false, scopeCeiling: ['lists:*'] })
    const seen = () => {
      const view = keys.find(textOf(digestOf('a')))
      return {
        ceiling: view?.ceiling?.words,
        scopes: view?.scopes,
        json: JSON.parse(view!.publicJson()).scopes,
      }
    }
    const scopes = ['leads:read', 'leads:write']
    expect(seen()).toEqual({ ceiling: ['lists:*'], scopes: [], json: [] })
    keys.setApi({ id: 'api_1', scopes, exemptFromCeilings: true })
    expect(seen()).toEqual({ ceiling: undefined, scopes, json: scopes })
    keys.setApi({ id: 'api_1', scopes })
    expect(seen()).toEqual({ ceiling: ['lists:*'], scopes: [], json: [] })
  })

  test('leave wildcards readable, cut to the ceiling', () => {
    const keys = table()
    keys.put(record('all', { policy: { ...policy, scopes: ['*'] } }))
    keys.put(record('leads', { policy: { ...policy, scopes: ['leads:*'] } }))
    const scopes = (name: string): readonly string[] => [...(keys.find(textOf(digestOf(name)))?.scopes ?? [])]
    expect([scopes('all'), scopes('leads')]).toEqual([['*'], ['leads:*']])
    keys.setOrganization({ id: 'org_1', suspended: false, scopeCeiling: ['*:read', 'lists:write'] })
    expect([scopes('all'), scopes('leads')]).toEqual([['*:read'], ['leads:read']])
  })
})

describe('a poison row', () => {
  test('is denied alone, and does not take the table with it', () => {
    const keys = table()
    keys.put(record('good'))
    keys.put(record('policy', { policy: { ...policy, allowedIps: ['10.0.0.5/8'] } }))
    keys.put(record('null', { policy: null as unknown as KeyPolicySource }))
    keys.put(record('state', { state: 'bogus' as 'active' }))
    keys.put(record('end', { endsAt: Number.NaN }))
    const ask = {
      scopes: null,
      apiId: null,
      environment: null,
      organizationId: null,
      method: null,
      path: null,
      ip: null,
    }
    const verdicts = ['good', 'policy', 'null', 'state', 'end'].map(
      name => decide(keys.find(textOf(digestOf(name)))!, ask, 0).code,
    )
    expect(verdicts).toEqual(['valid', 'disabled', 'disabled', 'disabled', 'revoked'])
  })
})

describe('sweep', () => {
  test('drops secrets that ended long enough ago and no others', () => {
    const keys = table({ splitFrom: 100 })
    for (let index = 0; index < 1_000; index++)
      keys.put(record(`s${index}`, { state: 'revoked', endsAt: index }))
    keys.put(record('undated', { state: 'revoked' }))
    keys.put(record('current'))
    const sweep = keys.sweep({ endedBefore: 599 })
    let steps = 0
    let step = sweep.next()
    for (; !step.done; step = sweep.next()) steps++
    expect([step.value, keys.size]).toEqual([600, 402])
    expect(steps).toBeGreaterThanOrEqual(10)
    expect(keys.find(textOf(digestOf('s599')))).toBeNull()
    for (const name of ['s600', 'undated', 'current'])
      expect(keys.find(textOf(digestOf(name)))).not.toBeNull()
  })

  test('stays right while the table changes between its steps', () => {
    const keys = table({ splitFrom: 20 })
    for (let index = 0; index < 300; index++) keys.put(record(`s${index}`, { endsAt: 1 }))
    let step = 0
    for (const _ of keys.sweep({ endedBefore: 1 })) {
      for (let index = 0; index < 20; index++) keys.put(record(`later${step}_${index}`))
      keys.remove(digestOf(`s${step++}`))
    }
    expect(
      Array.from({ length: 300 }, (_, at) => keys.find(textOf(digestOf(`s${at}`)))).every(
        view => view === null,
      ),
    ).toBe(true)
    expect(step).toBeGreaterThan(20)
    expect(keys.size).toBe(step * 20)
  })
})
