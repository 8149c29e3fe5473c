import { expect, test } from 'vitest'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { getKey } from '../keys/get-key.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { getOrganization } from './get-organization.ts'
import { listOrganizations } from './list-organizations.ts'
import { updateOrganization } from './update-organization.ts'

onBothDatabases(suite => {
  const remainingOf = async (organizationId: string) =>
    (await getOrganization(suite.ctx, { organizationId })).credits?.remaining

  test('all keys of an organization draw from its balance, and the last credit is spent once', async () => {
    const { id: organizationId } = await suite.organization({ credits: { remaining: 10 } })
    const keys = [await suite.key({ organizationId }), await suite.key({ organizationId })]
    const asked = Array.from({ length: 64 }, (_, index) => suite.verify(keys[index % 2]?.secret ?? ''))
    const verdicts = await Promise.all(asked)
    expect(verdicts.filter(({ valid }) => valid)).toHaveLength(10)
    expect(verdicts.filter(({ code }) => code === 'credits_exhausted')).toHaveLength(54)
    expect(await remainingOf(organizationId)).toBe(0)
  })

  test('a key with credits of its own pays with both, and the verdict shows what is left of the scarcer', async () => {
    const { id: organizationId } = await suite.organization({ credits: { remaining: 5 } })
    const { key, secret } = await suite.key({ organizationId, credits: { remaining: 100 } })
    expect(await suite.verify(secret, { cost: 2 })).toMatchObject({ valid: true, credits: { remaining: 3 } })
    expect(await suite.verify(secret, { cost: 4 })).toMatchObject({
      code: 'credits_exhausted',
      status: 402,
      credits: { remaining: 3 },
    })
    expect((await getKey(suite.ctx, { keyId: key.id })).credits?.remaining).toBe(98)
    expect(await remainingOf(organizationId)).toBe(3)
  })

  test('limits and credits of key and organization are charged together or not at all', async () => {
    const limit = (name: string, most: number) => ({ name, limit: most, windowSeconds: 3_600 })
    const { id: organizationId } = await suite.organization({
      rateLimits: [limit('shared', 4)],
      credits: { remaining: 2 },
    })
    const settings = { organizationId, rateLimits: [limit('own', 3)], credits: { remaining: 10 } }
    const [one, two] = [await suite.key(settings), await suite.key(settings)]
    expect(await suite.verify(one.secret)).toMatchObject({
      valid: true,
      rateLimits: [
        { name: 'own', remaining: 2 },
        { name: 'shared', remaining: 3 },
      ],
      credits: { remaining: 1 },
    })
    expect((await suite.verify(two.secret)).valid).toBe(true)
    // The balance denies: neither limit and neither balance may lose anything.
    for (const { secret } of [one, two, one, two]) {
      expect((await suite.verify(secret)).code).toBe('credits_exhausted')
    }
    await updateOrganization(suite.ctx, { organizationId, patch: { credits: { remaining: 9 } } })
    expect(await suite.verify(two.secret)).toMatchObject({
      rateLimits: [
        { name: 'own', remaining: 1 },
        { name: 'shared', remaining: 1 },
      ],
    })
    // Now a limit denies: no credit may go.
    expect((await suite.verify(two.secret, { cost: 2 })).code).toBe('rate_limited')
    expect(await remainingOf(organizationId)).toBe(8)
    expect((await getKey(suite.ctx, { keyId: two.key.id })).credits?.remaining).toBe(8)
  })

  test('a refill follows the timezone of the organization unless another is given', async () => {
    const every = 'day' as const
    const organization = await suite.organization({
      timezone: 'Asia/Tokyo',
      credits: { remaining: 1, refill: { amount: 5, every } },
    })
    expect(organization.credits).toEqual({
      remaining: 1,
      refill: { amount: 5, every, timezone: 'Asia/Tokyo' },
    })
    const later = suite.at(new Date(Date.now() + 25 * 3_600_000).toISOString())
    const read = await getOrganization(later, { organizationId: organization.id })
    expect(read.credits?.remaining).toBe(5)
  })

  test('a balance is shown in the list, kept by other changes, and gone when it is taken away', async () => {
    const made = await suite.organization({ credits: { remaining: 3 } })
    const organizationId = made.id
    const { secret } = await suite.key({ organizationId })
    const renamed = await updateOrganization(suite.ctx, { organizationId, patch: { name: 'Renamed' } })
    expect(renamed.result.credits).toEqual({ remaining: 3, refill: null })
    const { data } = await listOrganizations(suite.ctx, { limit: 200 })
    expect(data.find(({ id }) => id === organizationId)?.credits).toEqual({ remaining: 3, refill: null })
    await updateOrganization(suite.ctx, { organizationId, patch: { credits: { remaining: 0 } } })
    expect((await suite.verify(secret)).code).toBe('credits_exhausted')
    const { result } = await updateOrganization(suite.ctx, { organizationId, patch: { credits: null } })
    expect(result.credits).toBeNull()
    expect(await suite.verify(secret)).toMatchObject({ valid: true })
    const events = await listAuditEvents(suite.ctx, { organizationId })
    expect(events.data[0]).toMatchObject({
      action: 'organization.updated',
      details: { before: { credits: { remaining: 0 } }, after: { credits: null } },
    })
  })
})
