import { expect, test } from 'vitest'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { createKey } from './create-key.ts'
import { getKey } from './get-key.ts'
import { importKeys } from './import-keys.ts'
import type { CreateKeyInput, UpdateKeyInput } from './key-input.ts'
import { updateKey } from './update-key.ts'

const hourly = { name: 'hourly', limit: 100, windowSeconds: 3600 }
const refill = { amount: 10, every: 'month' as const, timezone: 'UTC' }
const refused = { code: 'insufficient_permission', message: expect.stringContaining('confined') }

onBothDatabases(suite => {
  /** A key with quotas, and a management key that is confined to its organization. */
  async function ownKey(settings: Partial<CreateKeyInput>) {
    const { key } = await suite.key(settings)
    return { key, own: suite.as({ reach: { organizationId: key.organizationId } }) }
  }

  test.each<UpdateKeyInput['patch']>([
    { credits: { remaining: 6 } },
    { credits: null },
    { credits: { remaining: 5, refill: { ...refill, amount: 11 } } },
    { credits: { remaining: 5, refill: { ...refill, every: 'day' } } },
    { credits: { remaining: 5, refill: { ...refill, timezone: 'Asia/Tokyo' } } },
    { rateLimits: [] },
    { rateLimits: null },
    { rateLimits: [{ ...hourly, limit: 101 }] },
    { rateLimits: [{ ...hourly, windowSeconds: 60 }] },
    { rateLimits: [{ ...hourly, name: 'other' }] },
  ])('a management key confined to an organization cannot loosen its keys by %j', async patch => {
    const { key, own } = await ownKey({ credits: { remaining: 5, refill }, rateLimits: [hourly] })
    await expect(updateKey(own, { keyId: key.id, patch })).rejects.toMatchObject(refused)
    expect(await getKey(suite.ctx, { keyId: key.id })).toEqual(key)
    await updateKey(suite.ctx, { keyId: key.id, patch })
  })

  test.each<UpdateKeyInput['patch']>([
    { credits: { remaining: 4, refill: { amount: 9, every: 'month' } } },
    { credits: { remaining: 5 } },
    {
      rateLimits: [
        { ...hourly, limit: 99 },
        { ...hourly, name: 'added' },
      ],
    },
    { rateLimits: [hourly], credits: { remaining: 5, refill } },
  ])('it may tighten them by %j', async patch => {
    const { key, own } = await ownKey({ credits: { remaining: 5, refill }, rateLimits: [hourly] })
    expect((await updateKey(own, { keyId: key.id, patch })).result).toMatchObject(patch)
  })

  test('it gives no credits: not to a key without, not to a new one, not to an imported one', async () => {
    const { key, own } = await ownKey({})
    const credits = { remaining: 1 }
    const { apiId } = key
    await expect(updateKey(own, { keyId: key.id, patch: { credits } })).rejects.toMatchObject(refused)
    await expect(createKey(own, { apiId, name: 'N', credits })).rejects.toMatchObject(refused)
    const imported = { apiId, name: 'N', sha256: 'ab'.repeat(32), credits }
    await expect(importKeys(own, { keys: [imported] })).rejects.toMatchObject({
      code: 'invalid_input',
      errors: [{ pointer: '/keys/0', message: refused.message }],
    })
    expect((await createKey(own, { apiId, name: 'N', rateLimits: [hourly] })).result.key.credits).toBeNull()
  })
})
