import { describe, expect, test } from 'vitest'
import { versionOf } from '../access/versioned.ts'
import { listApis } from '../apis/list-apis.ts'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { createKey } from './create-key.ts'
import { getKey } from './get-key.ts'
import type { UpdateKeyInput } from './key-input.ts'
import { revokeKey } from './revoke-key.ts'
import { rotateKey } from './rotate-key.ts'
import { updateKey } from './update-key.ts'

const dayMs = 86_400_000

onBothDatabases(suite => {
  const update = async (keyId: string, patch: UpdateKeyInput['patch'], ctx = suite.ctx) =>
    (await updateKey(ctx, { keyId, patch })).result

  test('changes what is given and keeps the rest', async () => {
    const settings = {
      purpose: 'Import',
      allowedIps: ['10.0.0.0/8'],
      metadata: { a: 1 },
      credits: { remaining: 5 },
      rateLimits: [{ name: 'd', limit: 1, windowSeconds: 1 }],
    }
    const { key: before } = await suite.key(settings)
    const after = await update(before.id, { name: 'Renamed', purpose: null, usedBy: undefined })
    const { updatedAt: _, ...expected } = { ...before, name: 'Renamed', purpose: null, updatedAt: '' }
    expect(after).toEqual(expected)
    expect(await getKey(suite.ctx, { keyId: before.id })).toEqual(after)
    expect(versionOf(after)).toBe(2)
  })

  test('every setting can be changed and taken away again', async () => {
    const { key } = await suite.key()
    const set = {
      name: 'N',
      scopes: ['lists:read'],
      allowedIps: ['10.0.0.0/8'],
      allowedEndpoints: [{ method: '*', path: '/v1/**' }],
      rateLimits: [{ name: 'd', limit: 5, windowSeconds: 60 }],
      enabled: false,
      purpose: 'P',
      usedBy: 'U',
      expiresAt: '2027-01-01T00:00:00.000Z',
      rotateEveryDays: 10,
      metadata: { m: 1 },
    }
    expect(await update(key.id, { ...set, credits: { remaining: 3 } })).toMatchObject({
      ...set,
      credits: { remaining: 3, refill: null },
      status: 'disabled',
    })
    const cleared = {
      allowedIps: null,
      allowedEndpoints: null,
      purpose: null,
      usedBy: null,
      expiresAt: null,
      rotateEveryDays: null,
      metadata: {},
      scopes: [],
    }
    const patch = { ...cleared, rateLimits: null, credits: null, enabled: true }
    const after = await update(key.id, patch)
    expect(after).toMatchObject({
      ...cleared,
      rateLimits: [],
      credits: null,
      enabled: true,
      status: 'active',
    })
    expect(after.rotateBy).toBe(key.rotateBy)
  })

  test('of 16 changes made on the same version one wins, and all others are told', async () => {
    const { key } = await suite.key()
    const rename = (name: string) => updateKey(suite.ctx, { keyId: key.id, ifVersion: 1, patch: { name } })
    const outcomes = await Promise.allSettled(Array.from({ length: 16 }, (_, i) => rename(`${i}`)))
    const winners = outcomes.filter(outcome => outcome.status === 'fulfilled')
    expect(winners).toHaveLength(1)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'precondition_failed' })
    }
    const stored = await getKey(suite.ctx, { keyId: key.id })
    expect(stored.name).toBe(winners[0]?.value.result.name)
    expect(versionOf(stored)).toBe(2)
  })

  test('changes of different settings at once all happen', async () => {
    const { key } = await suite.key()
    const patches = [
      { name: 'N' },
      { purpose: 'P' },
      { usedBy: 'U' },
      { metadata: { m: 1 } },
      { enabled: false },
    ]
    await Promise.all(patches.map(patch => update(key.id, patch)))
    expect(await getKey(suite.ctx, { keyId: key.id })).toMatchObject(Object.assign({}, ...patches))
  })

  test('a revoked key cannot be changed, an expired one cannot be extended', async () => {
    const refusal = { code: 'key_not_active' }
    const { key } = await suite.key()
    await revokeKey(suite.ctx, { keyId: key.id })
    await expect(update(key.id, { name: 'X' })).rejects.toMatchObject(refusal)
    const { key: expired } = await suite.key()
    await suite.write({ kind: 'key', id: expired.id }, tx =>
      tx.updateTable('keys').set({ expires_at: 1 }).where('id', '=', expired.id).execute(),
    )
    for (const expiresAt of ['2030-01-01', null]) {
      await expect(update(expired.id, { expiresAt })).rejects.toMatchObject({
        ...refusal,
        message: expect.stringContaining('cannot be extended'),
      })
    }
    expect(await update(expired.id, { name: 'Old' })).toMatchObject({ name: 'Old', status: 'expired' })
  })

  describe('checks a change like a creation', () => {
    test.each([
      ['/scopes/0', { scopes: ['leads:delete'] }],
      ['/allowedIps/0', { allowedIps: ['?'] }],
      ['/allowedEndpoints/0', { allowedEndpoints: [{ method: 'GET', path: '' }] }],
      ['/expiresAt', { expiresAt: 'never' }],
      ['/rotateEveryDays', { rotateEveryDays: 1_000 }],
      ['/credits/remaining', { credits: { remaining: 0.5 } }],
    ])('%s of %j', async (pointer, patch) => {
      const { key } = await suite.key()
      await expect(update(key.id, patch)).rejects.toMatchObject({
        code: 'invalid_input',
        errors: [{ pointer }],
      })
    })

    test('lifetimes count from creation, and required lists stay', async () => {
      const organization = await suite.organization({
        keyPolicy: { maxLifetimeDays: 10, requireAllowedIps: true },
      })
      const { key } = await suite.key({ organizationId: organization.id, allowedIps: ['10.0.0.0/8'] })
      const at = (days: number) => new Date(Date.parse(key.createdAt) + days * dayMs).toISOString()
      expect((await update(key.id, { expiresAt: at(9) })).expiresAt).toBe(at(9))
      await expect(update(key.id, { expiresAt: at(11) })).rejects.toMatchObject({ code: 'invalid_input' })
      await expect(update(key.id, { expiresAt: null })).rejects.toMatchObject({ code: 'invalid_input' })
      await expect(update(key.id, { allowedIps: null })).rejects.toMatchObject({
        errors: [{ pointer: '/allowedIps' }],
      })
    })
  })

  test('the rotation that is due follows type and period, counted from the last one', async () => {
    const { key } = await suite.key()
    const due = (view: { rotateBy: string | null }) =>
      (Date.parse(view.rotateBy!) - Date.parse(key.createdAt)) / dayMs
    expect(due(key)).toBe(90)
    expect(due(await update(key.id, { rotateEveryDays: 30 }))).toBe(30)
    expect(due(await update(key.id, { rotateEveryDays: null }))).toBe(90)
    expect(due(await update(key.id, { type: 'elevated' }))).toBe(45)
    expect(due(await update(key.id, { type: 'production', rotateEveryDays: 80 }))).toBe(80)
    await expect(update(key.id, { type: 'elevated' })).rejects.toMatchObject({
      errors: [{ pointer: '/rotateEveryDays' }],
    })
    expect(due(await update(key.id, { type: 'elevated', rotateEveryDays: 45 }))).toBe(45)
  })

  test('credits that are set replace the balance', async () => {
    const { key } = await suite.key({ credits: { remaining: 5 } })
    expect((await update(key.id, { name: 'N' })).credits).toEqual({ remaining: 5, refill: null })
    expect((await update(key.id, { credits: { remaining: 7 } })).credits).toMatchObject({ remaining: 7 })
    expect((await update(key.id, { credits: null })).credits).toBeNull()
    expect((await getKey(suite.ctx, { keyId: key.id })).credits).toBeNull()
  })

  describe('a management key that may do more than the caller', () => {
    async function stronger() {
      const { data } = await listApis(suite.ctx, { limit: 200 })
      const input = { apiId: data.at(-1)!.id, name: 'Root', scopes: ['*'] }
      return (await createKey(suite.ctx, input)).result.key
    }
    const caller = () => suite.as({ scopes: ['keys:write', 'keys:read'] })

    test('is not widened, freed or taken over by rotating it', async () => {
      const key = await stronger()
      const refusal = { code: 'insufficient_scope' }
      const patches = [
        { scopes: ['*'] },
        { allowedIps: null },
        { expiresAt: null },
        { enabled: true },
        { name: 'X' },
      ]
      for (const patch of patches)
        await expect(update(key.id, patch, caller())).rejects.toMatchObject(refusal)
      await expect(rotateKey(caller(), { keyId: key.id })).rejects.toMatchObject(refusal)
      expect(versionOf(await getKey(suite.ctx, { keyId: key.id }))).toBe(1)
    })

    test('can be narrowed to what the caller has, switched off and revoked', async () => {
      const [narrowed, stopped] = [await stronger(), await stronger()]
      expect((await update(narrowed.id, { scopes: ['keys:read'] }, caller())).scopes).toEqual(['keys:read'])
      expect((await update(stopped.id, { enabled: false }, caller())).status).toBe('disabled')
      await revokeKey(caller(), { keyId: stopped.id })
    })

    test('is not rotated by one that reaches less', async () => {
      const key = await stronger()
      const { data } = await listApis(suite.ctx, { limit: 200 })
      const confined = suite.as({ reach: { organizationId: key.organizationId } })
      await expect(rotateKey(confined, { keyId: key.id })).rejects.toMatchObject({
        code: 'insufficient_permission',
      })
      expect(data.at(-1)?.prefix).toBe('kt')
    })
  })

  describe('a management key', () => {
    async function itself() {
      const { data } = await listApis(suite.ctx, { limit: 200 })
      const input = { apiId: data.at(-1)!.id, name: 'Self', scopes: ['keys:write', 'keys:read'] }
      const limits = { rateLimits: [{ name: 'd', limit: 1, windowSeconds: 1 }], allowedIps: ['10.0.0.0/8'] }
      const { key } = (await createKey(suite.ctx, { ...input, ...limits })).result
      const ctx = suite.as({
        keyId: key.id,
        scopes: input.scopes,
        restrictions: { allowedIps: limits.allowedIps },
      })
      return { key, ctx }
    }

    test.each([
      { allowedIps: null },
      { allowedIps: ['10.0.0.0/9'] },
      { expiresAt: '2090-01-01' },
      { rateLimits: null },
      { credits: null },
      { scopes: ['keys:write'] },
      { type: 'production' as const },
      { rotateEveryDays: 30 },
      { enabled: true },
      { name: 'Renamed', allowedEndpoints: null },
    ])('cannot change itself by %j', async patch => {
      const { key, ctx } = await itself()
      await expect(update(key.id, patch, ctx)).rejects.toMatchObject({
        code: 'insufficient_permission',
        message: expect.stringContaining(Object.keys(patch).at(-1)!),
      })
      expect(versionOf(await getKey(suite.ctx, { keyId: key.id }))).toBe(1)
    })

    test('describes itself, switches itself off and revokes itself', async () => {
      const { key, ctx } = await itself()
      const own = { name: 'New', purpose: 'p', usedBy: 'u', metadata: { a: 1 } }
      expect(await update(key.id, { ...own, allowedIps: undefined }, ctx)).toMatchObject(own)
      expect(await update(key.id, { enabled: false }, ctx)).toMatchObject({ status: 'disabled' })
      await revokeKey(ctx, { keyId: key.id })
    })
  })

  test('the log holds what was there before and after, and nothing of refused changes', async () => {
    const { key } = await suite.key({ name: 'Before' })
    await update(key.id, { name: 'After' })
    await expect(update(key.id, { scopes: ['?'] })).rejects.toThrow()
    const { data } = await listAuditEvents(suite.ctx, { targetId: key.id })
    expect(data.map(({ action }) => action)).toEqual(['key.updated', 'key.created'])
    expect(data[0]?.details).toMatchObject({ before: { name: 'Before' }, after: { name: 'After' } })
  })
})
