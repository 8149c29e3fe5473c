import { describe, expect, test } from 'vitest'
import { updateOrganization } from '../organizations/update-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { importKeys } from './import-keys.ts'
import { dayMs } from './key.ts'
import { rotateKey } from './rotate-key.ts'
import { updateKey } from './update-key.ts'

const policy = {
  rotation: { production: 7 },
  maxLifetimeDays: 30,
  requireExpiry: true,
  requireAllowedIps: true,
}
const fitting = { allowedIps: ['203.0.113.0/24'] }
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString()

/** What breaks the policy, and where it is pointed at. */
const breaking: [string, Record<string, unknown>][] = [
  ['/allowedIps', { allowedIps: null }],
  ['/expiresAt', { expiresAt: null }],
  ['/expiresAt', { expiresAt: inDays(31) }],
  ['/rotateEveryDays', { rotateEveryDays: 8 }],
]

onBothDatabases(suite => {
  describe('a policy of the organization is tighter than the API', () => {
    test.each(breaking)(
      '%s of %j is refused when a key is made, imported or changed',
      async (pointer, settings) => {
        const [api, organization] = [await suite.api(), await suite.organization({ keyPolicy: policy })]
        const place = { apiId: api.id, organizationId: organization.id }
        const refusal = { code: 'invalid_input', errors: [{ pointer }] }
        await expect(suite.key({ ...place, ...fitting, ...settings })).rejects.toMatchObject(refusal)
        const sha256 = '2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae'
        const imported = {
          ...place,
          name: 'Imported',
          sha256,
          scopes: ['leads:read'],
          ...fitting,
          ...settings,
        }
        await expect(importKeys(suite.ctx, { keys: [imported] })).rejects.toMatchObject({
          code: 'invalid_input',
          errors: [{ pointer: `/keys/0${pointer}` }],
        })
        const { key } = await suite.key({ ...place, ...fitting })
        await expect(updateKey(suite.ctx, { keyId: key.id, patch: settings })).rejects.toMatchObject(refusal)
      },
    )

    test('what was not asked for follows it', async () => {
      const organization = await suite.organization({ keyPolicy: policy })
      const { key } = await suite.key({ organizationId: organization.id, ...fitting })
      const lifetime = Date.parse(key.expiresAt ?? '') - Date.parse(key.createdAt)
      const period = Date.parse(key.rotateBy ?? '') - Date.parse(key.createdAt)
      expect([lifetime, period]).toEqual([30 * dayMs, 7 * dayMs])
    })
  })

  test('a key from before keeps working and can be renamed, and rotates by the shorter period', async () => {
    const { id: organizationId } = await suite.organization()
    const { key, secret } = await suite.key({ organizationId, rotateEveryDays: 60 })
    await updateOrganization(suite.ctx, { organizationId, patch: { keyPolicy: policy } })
    expect(await suite.verify(secret ?? '')).toMatchObject({ valid: true })
    const { result } = await updateKey(suite.ctx, { keyId: key.id, patch: { name: 'Renamed' } })
    expect(result).toMatchObject({ name: 'Renamed', expiresAt: null, allowedIps: null })
    const rotated = await rotateKey(suite.ctx, { keyId: key.id })
    const days = (Date.parse(rotated.result.key.rotateBy ?? '') - Date.now()) / dayMs
    expect(days).toBeGreaterThan(6)
    expect(days).toBeLessThanOrEqual(7.1)
    await expect(
      updateKey(suite.ctx, { keyId: key.id, patch: { expiresAt: inDays(400) } }),
    ).rejects.toMatchObject({ code: 'invalid_input', errors: [{ pointer: '/expiresAt' }] })
  })

  test('where policy asks for it, a key that never expires says why', async () => {
    const organization = await suite.organization({ keyPolicy: { requirePurposeWithoutExpiry: true } })
    const place = { organizationId: organization.id }
    const refusal = { code: 'invalid_input', errors: [{ pointer: '/purpose' }] }
    await expect(suite.key(place)).rejects.toMatchObject(refusal)
    await expect(suite.key({ ...place, expiresAt: null })).rejects.toMatchObject(refusal)
    const { key: forever } = await suite.key({ ...place, purpose: 'Sealed into devices' })
    const { key: dated } = await suite.key({ ...place, expiresAt: inDays(30) })
    const change = (keyId: string, patch: Record<string, unknown>) => updateKey(suite.ctx, { keyId, patch })
    await expect(change(forever.id, { purpose: null })).rejects.toMatchObject(refusal)
    await expect(change(dated.id, { expiresAt: null })).rejects.toMatchObject(refusal)
    await change(forever.id, { name: 'Renamed' })
    const { result } = await change(dated.id, { expiresAt: null, purpose: 'Sealed as well' })
    expect(result).toMatchObject({ expiresAt: null, purpose: 'Sealed as well' })
  })

  test('a looser policy of the organization loosens nothing', async () => {
    const api = await suite.api({ maxLifetimeDays: 10, rotation: { production: 5 } })
    const organization = await suite.organization({
      keyPolicy: { maxLifetimeDays: 500, rotation: { production: 500 }, requireExpiry: false },
    })
    const { key } = await suite.key({ apiId: api.id, organizationId: organization.id })
    const lifetime = Date.parse(key.expiresAt ?? '') - Date.parse(key.createdAt)
    const period = Date.parse(key.rotateBy ?? '') - Date.parse(key.createdAt)
    expect([lifetime, period]).toEqual([10 * dayMs, 5 * dayMs])
  })
})
