import { createHash } from 'node:crypto'
import { type KeyRecord, KeyTable } from '@keyturn/core'
import { describe, expect, test } from 'vitest'
import { systemPrincipal } from '../access/principal.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { listUsageEvents } from '../usage/list-usage-events.ts'
import type { KeyEvent, UsageEvent } from '../usage/usage-event.ts'
import type { Charged } from './quotas.ts'
import { Verifier } from './verifier.ts'

const hour = 3_600
const unknown = 'ee_live_0123456789ABCDEFGHIJKLMNOP38T6tH'

onBothDatabases(suite => {
  test('a batch charges and records each known key like calls one by one, in order', async () => {
    const limited = await suite.key({ rateLimits: [{ name: 'two', limit: 2, windowSeconds: hour }] })
    const credited = await suite.key({ credits: { remaining: 2 } })
    const tokens = [limited, credited, limited, limited, credited, credited].map(({ secret }) => secret)
    const inputs = [...tokens, unknown].map(key => ({ key }))
    const verdicts = await suite.engine.verifier.verifyBatch(suite.ctx.principal, inputs)
    expect(verdicts.map(({ code }) => code)).toEqual([
      'valid',
      'valid',
      'valid',
      'rate_limited',
      'valid',
      'credits_exhausted',
      'not_found',
    ])
    await suite.engine.usage.flush()
    for (const { key } of [limited, credited]) {
      const { data } = await listUsageEvents(suite.ctx, { keyId: key.id })
      const own = verdicts.filter(({ keyJson }) => keyJson?.includes(key.id))
      const ofVerdicts = own.map(({ verificationId, code }) => ({ id: verificationId, code }))
      expect(data.map(({ id, code }) => ({ id, code })).toReversed()).toEqual(ofVerdicts)
    }
  })
})

describe('without a database', () => {
  const policy = { scopes: [], allowedIps: null, allowedEndpoints: null, rateLimits: [], credits: true }
  const tokenOf = (name: string) => `imported-token-of-${name}`

  function recordOf(name: string): KeyRecord {
    const digest = createHash('sha256').update(tokenOf(name)).digest()
    const ids = { secretId: `sec_${name}`, keyId: `key_${name}`, apiId: 'api_1', organizationId: 'org_1' }
    const rest = { environment: 'live', state: 'active', endsAt: null, expiresAt: null } as const
    return { digest, ...ids, ...rest, policy, publicJson: '{}' }
  }

  /** Keys are charged as told; the journal keeps what it is given, until it is full. */
  function open(charges: Record<string, () => Charged | Promise<Charged>>) {
    const table = new KeyTable()
    table.setApi({ id: 'api_1', scopes: [] })
    table.setOrganization({ id: 'org_1', suspended: false, scopeCeiling: null })
    for (const name of Object.keys(charges)) table.put(recordOf(name))
    const recorded: (string | null)[] = []
    const calls = new Set<object>()
    const state = { hasRoom: () => true }
    const append = async ({ keyId }: UsageEvent) => void recorded.push(keyId)
    const appendKeyEvent = async ({ ids, facts }: KeyEvent) => {
      recorded.push(Buffer.from(ids.bytes.subarray(ids.keyIdAt, ids.end)).toString('latin1'))
      calls.add(facts.call)
    }
    const verifier = new Verifier({
      replica: { table, quotasOf: () => undefined } as never,
      lease: { isHeld: () => true, now: () => 1 } as never,
      feed: { position: '7' } as never,
      quotas: {
        charge: (view: { keyId: string }) => charges[view.keyId.slice(4)]?.(),
      } as never,
      journal: { hasRoom: () => state.hasRoom(), append, appendKeyEvent } as never,
      managementUse: {} as never,
      clock: { now: () => 1, monotonic: () => 1 },
      nodeId: 'node_1',
    })
    const verify = (...names: string[]) =>
      verifier.verifyBatch(
        systemPrincipal('Test'),
        names.map(name => ({ key: tokenOf(name) })),
      )
    return { verify, recorded, calls, state }
  }

  const paid: Charged = { code: 'valid', rateLimits: null, credits: null }
  const away = new Error('the database is away')

  test('each of a batch is recorded as what it is, also where some of it waits for the database', async () => {
    const { verify, recorded } = open({ a: () => paid, b: () => Promise.resolve(paid), c: () => paid })
    expect((await verify('a', 'b', 'c', 'a')).map(({ code }) => code)).toEqual(Array(4).fill('valid'))
    expect(recorded).toEqual(['key_a', 'key_c', 'key_a', 'key_b'])
  })

  test('the events of a batch share what was asked, and those of two batches do not', async () => {
    const { verify, calls } = open({ a: () => paid, b: () => paid })
    await verify('a', 'b', 'a')
    expect(calls.size).toBe(1)
    await verify('a', 'b')
    expect(calls.size).toBe(2)
  })

  test('where one cannot be charged nobody is answered, and what the others were charged is recorded', async () => {
    const { verify, recorded } = open({
      a: () => Promise.resolve(paid),
      b: () => Promise.reject(away),
      c: () => paid,
    })
    await expect(verify('a', 'b', 'c')).rejects.toBe(away)
    expect(recorded).toEqual(['key_c', 'key_a'])
  })

  test('a journal that is full within a batch refuses it, and a debit on the way harms nobody', async () => {
    const { verify, recorded, state } = open({ a: () => Promise.reject(away), b: () => paid })
    let asked = 0
    state.hasRoom = () => asked++ < 1
    await expect(verify('a', 'b')).rejects.toMatchObject({ message: away.message })
    expect(recorded).toEqual([])
  })
})
