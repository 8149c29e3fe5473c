import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseToken } from '@keyturn/core'
import { describe, expect, test } from 'vitest'
import { versionOf } from '../access/versioned.ts'
import { listApis } from '../apis/list-apis.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { createKey } from './create-key.ts'
import { deleteKey } from './delete-key.ts'
import { getKey } from './get-key.ts'
import type { CreateKeyInput } from './key-input.ts'
import { revokeKey } from './revoke-key.ts'
import { rotateKey } from './rotate-key.ts'
import { updateKey } from './update-key.ts'

onBothDatabases(suite => {
  const builtinApiId = async () => (await listApis(suite.ctx, { limit: 200 })).data.at(-1)!.id

  test('answers with the token once and reads back as it was answered', async () => {
    const api = await suite.api({ prefix: 'ee' })
    const { key, secret } = await suite.key({ apiId: api.id, name: 'Sync', environment: 'test' })
    expect(parseToken(secret)).toEqual({ prefix: 'ee', environment: 'test' })
    expect(key).toMatchObject({
      name: 'Sync',
      start: secret.slice(0, 11),
      environment: 'test',
      type: 'development',
      status: 'active',
      enabled: true,
      expiresAt: null,
      allowedIps: null,
      allowedEndpoints: null,
      rateLimits: [],
      credits: null,
      metadata: {},
      createdBy: { type: 'system', id: 'system', name: 'Test' },
      lastUsedAt: null,
      revokedAt: null,
      retiring: null,
    })
    expect(key).not.toHaveProperty('reach')
    expect(await getKey(suite.ctx, { keyId: key.id })).toEqual(key)
    expect(versionOf(key)).toBe(1)
  })

  test('keeps all that was given, networks in their canonical spelling', async () => {
    const given = {
      purpose: 'Nightly import',
      usedBy: 'etl',
      metadata: { plan: 'gold', nested: [1, { a: null }] },
      externalId: 'ext-1',
      allowedEndpoints: [{ method: 'GET', path: '/v1/leads/**' }],
      rateLimits: [{ name: 'default', limit: 100, windowSeconds: 60 }],
      rotateEveryDays: 30,
      type: 'elevated' as const,
    }
    const { key } = await suite.key({
      ...given,
      allowedIps: ['203.0.113.7', '2001:DB8::/32', '203.0.113.7'],
      credits: { remaining: 5, refill: { amount: 10, every: 'month' } },
    })
    expect(await getKey(suite.ctx, { keyId: key.id })).toMatchObject({
      ...given,
      allowedIps: ['203.0.113.7', '2001:db8::/32'],
      credits: { remaining: 5, refill: { amount: 10, every: 'month', timezone: 'UTC' } },
    })
  })

  test('the token is nowhere in the database, and its digest is', async () => {
    const { key, secret } = await suite.key()
    const { storage } = suite.ctx
    const rows = await Promise.all([
      storage.lookups.selectFrom('secrets').selectAll().execute(),
      storage.lookups.selectFrom('keys').selectAll().execute(),
      storage.lookups.selectFrom('audit_events').selectAll().execute(),
      storage.lookups.selectFrom('audit_details').selectAll().execute(),
      storage.lookups.selectFrom('changes').selectAll().execute(),
    ])
    const random = secret.slice(-32)
    expect(JSON.stringify(rows)).not.toContain(random.slice(4))
    const stored = rows[0].find(row => row.key_id === key.id)
    expect(stored?.digest).toEqual(createHash('sha256').update(secret).digest())
    const { dataDirectory } = suite.test
    for (const file of readdirSync(dataDirectory, { recursive: true, withFileTypes: true })) {
      if (!file.isFile()) continue
      expect(readFileSync(join(file.parentPath, file.name)).includes(random.slice(4))).toBe(false)
    }
  })

  describe('refuses with a pointer', () => {
    const cases: [string, Partial<CreateKeyInput>][] = [
      ['/environment', { environment: 'staging' }],
      ['/scopes/0', { scopes: ['leads:delete'] }],
      ['/scopes/0', { scopes: ['nonsense'] }],
      ['/scopes/0', { scopes: ['billing:*'] }],
      ['/scopes/1', { scopes: ['leads:read', 'leads:read'] }],
      ['/allowedIps/0', { allowedIps: ['10.0.0.5/8'] }],
      ['/allowedIps/1', { allowedIps: ['10.0.0.0/8', 'localhost'] }],
      ['/allowedIps/0', { allowedIps: ['0.0.0.0/0'] }],
      ['/allowedIps/0', { allowedIps: ['::/0'] }],
      ['/allowedEndpoints/0', { allowedEndpoints: [{ method: 'get', path: '/v1' }] }],
      ['/allowedEndpoints/0', { allowedEndpoints: [{ method: 'GET', path: 'v1' }] }],
      ['/expiresAt', { expiresAt: '2020-01-01' }],
      ['/rotateEveryDays', { rotateEveryDays: 91 }],
      ['/credits/remaining', { credits: { remaining: -1 } }],
      ['/reach', { reach: { organizationId: null, apiId: null } }],
    ]
    test.each(cases)('%s of %j', async (pointer, input) => {
      await expect(suite.key(input)).rejects.toMatchObject({
        code: 'invalid_input',
        errors: [{ pointer, message: expect.stringMatching(/\.$/) }],
      })
    })

    test('all of them at once', async () => {
      const input = { environment: 'staging', scopes: ['x:y'], allowedIps: ['?'], expiresAt: 'soon' }
      await expect(suite.key(input)).rejects.toMatchObject({
        errors: expect.arrayContaining(
          ['/environment', '/scopes/0', '/allowedIps/0', '/expiresAt'].map(pointer =>
            expect.objectContaining({ pointer }),
          ),
        ),
      })
    })
  })

  test('a ceiling is about the APIs of the vendor: management keys of its customer do what they show', async () => {
    const organization = await suite.organization({ scopeCeiling: ['leads:read'] })
    const settings = {
      apiId: await builtinApiId(),
      organizationId: organization.id,
      name: 'Portal',
      scopes: ['keys:read'],
    }
    const { key, secret } = await suite.key(settings)
    const { verifier } = suite.engine
    const shown = await verifier.identify(secret, suite.ctx.request)
    expect(shown.ok && JSON.parse(shown.keyJson).scopes).toEqual(['keys:read'])
    expect(await suite.verify(secret, { scopes: ['keys:read'] })).toMatchObject({
      valid: true,
      key: { id: key.id, scopes: ['keys:read'] },
    })
    const known = await verifier.authenticate(secret, suite.ctx.request)
    expect(known.ok && known.principal.scopes.words).toEqual(['keys:read'])
  })

  test('words above the ceiling of the organization are refused, words below it are not', async () => {
    const organization = await suite.organization({ scopeCeiling: ['*:read'] })
    const make = (scopes: string[]) => suite.key({ organizationId: organization.id, scopes })
    for (const scopes of [['leads:write'], ['leads:*'], ['*']]) {
      await expect(make(scopes)).rejects.toMatchObject({ errors: [{ pointer: '/scopes/0' }] })
    }
    expect((await make(['leads:read', '*:read'])).key.scopes).toEqual(['leads:read', '*:read'])
  })

  test('policy of the organization tightens that of the API and never loosens it', async () => {
    const api = await suite.api({ rotation: { production: 60 }, maxLifetimeDays: 100 })
    const strict = await suite.organization({
      keyPolicy: { rotation: { production: 30 }, maxLifetimeDays: 10, requireAllowedIps: true },
    })
    const loose = await suite.organization({
      keyPolicy: { rotation: { production: 999 }, maxLifetimeDays: 999 },
    })
    const make = (organizationId: string, input: Partial<CreateKeyInput> = {}) =>
      suite.key({ apiId: api.id, organizationId, ...input })
    const days = (from: string, to: string | null) => (Date.parse(to!) - Date.parse(from)) / 86_400_000
    const { key } = await make(strict.id, { allowedIps: ['10.0.0.0/8'] })
    expect([days(key.createdAt, key.expiresAt), days(key.createdAt, key.rotateBy)]).toEqual([10, 30])
    const { key: other } = await make(loose.id)
    expect([days(other.createdAt, other.expiresAt), days(other.createdAt, other.rotateBy)]).toEqual([100, 60])
    await expect(make(strict.id)).rejects.toMatchObject({ errors: [{ pointer: '/allowedIps' }] })
    const tooLong = make(strict.id, { allowedIps: ['10.0.0.0/8'], rotateEveryDays: 31 })
    await expect(tooLong).rejects.toMatchObject({ errors: [{ pointer: '/rotateEveryDays' }] })
  })

  test('a date-only expiry is the end of that day where the organization lives', async () => {
    const organization = await suite.organization({ timezone: 'America/Los_Angeles' })
    const { key } = await suite.key({ organizationId: organization.id, expiresAt: '2027-07-01' })
    expect(key.expiresAt).toBe('2027-07-02T07:00:00.000Z')
  })

  test.each([
    [{ environment: 'test', scopes: ['admin:write'] }, 'development', 180],
    [{ environment: 'live', scopes: ['leads:read', 'admin:write'] }, 'elevated', 45],
    [{ environment: 'live', scopes: ['admin:*'] }, 'elevated', 45],
    [{ environment: 'live', scopes: ['*'] }, 'elevated', 45],
    [{ environment: 'live', scopes: ['*:read'] }, 'production', 90],
    [{ environment: 'live', scopes: [] }, 'production', 90],
    [{ environment: 'live', scopes: ['admin:write'], type: 'production' as const }, 'production', 90],
  ])('with %j is of type %s, to be rotated in %i days', async (input, type, days) => {
    const { key } = await suite.key(input)
    expect(key.type).toBe(type)
    expect(Date.parse(key.rotateBy!) - Date.parse(key.createdAt)).toBe(days * 86_400_000)
  })

  describe('where an API allows one key per organization', () => {
    const sole = async () => {
      const api = await suite.api({ keyPolicy: 'one_per_organization' })
      const organization = await suite.organization()
      const make = (change: Partial<CreateKeyInput> = {}) =>
        suite.key({ apiId: api.id, organizationId: organization.id, ...change })
      return make
    }

    test('a second one is refused until the first is revoked or deleted; other environments have their own', async () => {
      const make = await sole()
      const { key } = await make()
      await expect(make()).rejects.toMatchObject({ code: 'key_exists' })
      await make({ environment: 'test' })
      await make({ organizationId: (await suite.organization()).id })
      await revokeKey(suite.ctx, { keyId: key.id })
      const { key: second } = await make()
      await expect(make()).rejects.toMatchObject({ code: 'key_exists' })
      await deleteKey(suite.ctx, { keyId: second.id })
      await make()
    })

    test('one that has expired, and cannot come back, makes room for the next', async () => {
      const api = await suite.api({ keyPolicy: 'one_per_organization' })
      const organization = await suite.organization()
      const home = { apiId: api.id, organizationId: organization.id }
      const instant = (afterMs: number) => new Date(suite.ctx.clock.now() + afterMs).toISOString()
      await suite.key({ ...home, expiresAt: instant(60_000) })
      await expect(suite.key(home)).rejects.toMatchObject({ code: 'key_exists' })
      const { result } = await createKey(suite.at(instant(61_000)), { ...home, name: 'The next' })
      expect(result.key.status).toBe('active')
    })

    test('of 64 creations at once exactly one succeeds', async () => {
      const make = await sole()
      const outcomes = await Promise.allSettled(Array.from({ length: 64 }, () => make()))
      const refused = outcomes.filter(outcome => outcome.status === 'rejected')
      expect(refused).toHaveLength(63)
      for (const { reason } of refused) expect(reason).toMatchObject({ code: 'key_exists' })
    })
  })

  describe('a management key', () => {
    const manager = { scopes: ['keys:write', 'keys:read'] }

    test('makes none that may do more than itself', async () => {
      const apiId = await builtinApiId()
      const input = { apiId, name: 'Assistant' }
      const make = (scopes: string[]) => createKey(suite.as(manager), { ...input, scopes })
      for (const scopes of [['*'], ['apis:write'], ['keys:*'], ['*:read']]) {
        await expect(make(scopes)).rejects.toMatchObject({ code: 'insufficient_scope' })
      }
      expect((await make(['keys:read'])).result.key).toMatchObject({ scopes: ['keys:read'] })
    })

    test('makes none that reaches further than itself', async () => {
      const apiId = await builtinApiId()
      const own = await suite.organization()
      const confined = suite.as({ ...manager, reach: { organizationId: own.id } })
      const { result } = await createKey(confined, { apiId, name: 'Own', scopes: ['keys:read'] })
      expect(result.key.reach).toEqual({ organizationId: own.id, apiId: null })
      const vendorApi = await suite.api()
      const same = { organizationId: own.id, apiId: vendorApi.id }
      const less = await createKey(confined, { apiId, name: 'Less', scopes: ['keys:read'], reach: same })
      expect(less.result.key.reach).toEqual(same)
      const half = suite.as({ ...manager, reach: { organizationId: own.id, apiId: vendorApi.id } })
      await expect(createKey(half, { apiId, name: 'X', scopes: ['keys:read'] })).rejects.toMatchObject({
        code: 'not_found',
      })
    })

    test('of a customer is refused a reach beyond that customer, and never gets another one than was asked for', async () => {
      const apiId = await builtinApiId()
      const [own, foreign] = [await suite.organization(), await suite.organization()]
      const confined = suite.as({ ...manager, reach: { organizationId: own.id } })
      const everywhere = { organizationId: null, apiId: null }
      for (const ctx of [confined, suite.ctx]) {
        for (const reach of [everywhere, { organizationId: foreign.id, apiId: null }]) {
          const input = { apiId, organizationId: own.id, name: 'Wide', scopes: ['keys:read'], reach }
          await expect(createKey(ctx, input)).rejects.toMatchObject({ code: 'insufficient_permission' })
        }
      }
    })

    test('of the operators may be given less reach, and has its maker’s otherwise', async () => {
      const apiId = await builtinApiId()
      const organization = await suite.organization()
      const reach = { organizationId: organization.id, apiId: null }
      const narrow = await createKey(suite.ctx, { apiId, name: 'Narrow', scopes: ['keys:read'], reach })
      expect(narrow.result.key.reach).toEqual(reach)
      const open = await createKey(suite.ctx, { apiId, name: 'Open', scopes: ['keys:read'] })
      expect(open.result.key.reach).toEqual({ organizationId: null, apiId: null })
    })

    describe('that is bound to a date, networks and endpoints', () => {
      const endpoints = [{ method: 'POST', path: '/v1/keys/verify' }]
      const expiresAt = Date.UTC(2100, 0, 1)
      const restrictions = {
        expiresAt,
        allowedIps: ['10.0.0.0/8', '2001:db8::/32'],
        allowedEndpoints: endpoints,
      }
      const make = async (input: Partial<CreateKeyInput>) => {
        const settings = { apiId: await builtinApiId(), name: 'Child', scopes: ['keys:read'], ...input }
        return (await createKey(suite.as({ ...manager, restrictions }), settings)).result.key
      }

      test('hands down what was not asked for', async () => {
        expect(await make({})).toMatchObject({
          expiresAt: '2100-01-01T00:00:00.000Z',
          allowedIps: restrictions.allowedIps,
          allowedEndpoints: endpoints,
        })
      })

      test('makes keys that are bound more tightly', async () => {
        const tighter = {
          expiresAt: '2090-01-01T00:00:00.000Z',
          allowedIps: ['10.1.0.0/16', '10.0.0.7', '2001:db8:1::/48'],
          allowedEndpoints: endpoints,
        }
        expect(await make(tighter)).toMatchObject(tighter)
      })

      test.each([
        { expiresAt: null },
        { expiresAt: '2100-01-01T00:00:00.001Z' },
        { allowedIps: null },
        { allowedIps: ['10.0.0.0/7'] },
        { allowedIps: ['10.1.0.0/16', '192.0.2.1'] },
        { allowedIps: ['2001:db9::1'] },
        { allowedEndpoints: null },
        { allowedEndpoints: [...endpoints, { method: 'GET', path: '/v1/keys' }] },
        { allowedEndpoints: [{ method: 'GET', path: '/v1/keys/verify' }] },
      ])('makes none with %j', async input => {
        await expect(make(input)).rejects.toMatchObject({
          code: 'insufficient_permission',
          message: expect.stringContaining(Object.keys(input)[0]!),
        })
      })

      test('is bound as its row says, and neither loosens nor takes over others by rotating them', async () => {
        const { result } = await createKey(suite.ctx, {
          apiId: await builtinApiId(),
          name: 'Bound',
          scopes: ['*'],
          expiresAt: '2100-01-01T00:00:00.000Z',
          allowedIps: ['10.0.0.0/8'],
        })
        const request = { ...suite.ctx.request, ip: '10.0.0.1' }
        const known = await suite.engine.verifier.authenticate(result.secret ?? '', request)
        if (!known.ok) throw new Error('the key is not known')
        const ctx = suite.engine.context(known.principal, request)
        const child = (
          await createKey(ctx, { apiId: result.key.apiId, name: 'Child', scopes: ['keys:read'] })
        ).result.key
        expect(child).toMatchObject({ expiresAt: '2100-01-01T00:00:00.000Z', allowedIps: ['10.0.0.0/8'] })
        const refusal = { code: 'insufficient_permission' }
        for (const patch of [{ allowedIps: null }, { expiresAt: null }]) {
          await expect(updateKey(ctx, { keyId: child.id, patch })).rejects.toMatchObject(refusal)
        }
        const free = await createKey(suite.ctx, {
          apiId: result.key.apiId,
          name: 'Free',
          scopes: ['keys:read'],
        })
        await expect(rotateKey(ctx, { keyId: free.result.key.id })).rejects.toMatchObject(refusal)
        await rotateKey(ctx, { keyId: child.id })
        await revokeKey(ctx, { keyId: free.result.key.id })
      })
    })
  })
})
