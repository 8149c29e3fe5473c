import { describe, expect, test } from 'vitest'
import { versionOf } from '../access/versioned.ts'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { createOrganization } from '../organizations/create-organization.ts'
import { deleteOrganization } from '../organizations/delete-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson } from '../testing/people.ts'
import { deleteIdentityProvider } from './delete-identity-provider.ts'
import { getIdentityProvider } from './get-identity-provider.ts'
import { vouchesFor } from './identity-provider.ts'
import { setIdentityProvider } from './set-identity-provider.ts'

const settings = {
  name: 'Example login',
  issuer: 'https://login.example.com',
  clientId: 'keyturn',
  clientSecret: 'the secret of the client',
  emailDomains: ['example.com'],
}

onBothDatabases(suite => {
  async function configured() {
    const { id: organizationId } = await suite.organization()
    const { result } = await setIdentityProvider(suite.ctx, { ...settings, organizationId })
    return { organizationId, provider: result }
  }
  const stored = async (organizationId: string) =>
    suite.ctx.storage.lookups
      .selectFrom('identity_providers')
      .selectAll()
      .where('organization_id', '=', organizationId)
      .executeTakeFirst()

  test('a provider is kept as it was given, and its secret encrypted and never shown', async () => {
    const { organizationId, provider } = await configured()
    expect(await getIdentityProvider(suite.ctx, { organizationId })).toEqual(provider)
    const { clientSecret, ...shown } = settings
    expect(provider).toMatchObject({
      ...shown,
      hasClientSecret: true,
      enabled: true,
      enforced: false,
      joiningPermissions: null,
    })
    const row = await stored(organizationId)
    expect(row?.ciphertext?.includes(clientSecret)).toBe(false)
    const { data } = await listAuditEvents(suite.ctx, { organizationId })
    expect(data[0]).toMatchObject({ action: 'identity_provider.created', target: { id: provider.id } })
    expect(JSON.stringify([row, data, provider])).not.toContain(clientSecret)
  })

  test('a secret that is not given stays, for the same issuer and client only', async () => {
    const { organizationId, provider } = await configured()
    const { clientSecret: _, ...others } = settings
    const before = await stored(organizationId)
    const renamed = await setIdentityProvider(suite.ctx, { ...others, name: 'Other', organizationId })
    expect(renamed.result).toMatchObject({ id: provider.id, name: 'Other', hasClientSecret: true })
    expect((await stored(organizationId))?.ciphertext).toEqual(before?.ciphertext)
    for (const elsewhere of [{ issuer: 'https://evil.example' }, { clientId: 'other' }]) {
      const moved = setIdentityProvider(suite.ctx, { ...others, ...elsewhere, organizationId })
      await expect(moved).rejects.toMatchObject({
        code: 'invalid_input',
        errors: [{ pointer: '/clientSecret' }],
      })
    }
    const without = await setIdentityProvider(suite.ctx, { ...settings, clientSecret: null, organizationId })
    expect(without.result.hasClientSecret).toBe(false)
  })

  test('another issuer is another provider: nobody is taken for whom the one before had vouched for', async () => {
    const { organizationId, provider } = await configured()
    const now = Date.now()
    const user_id = `usr_${organizationId.slice(4)}`
    await suite.write(null, async tx => {
      const email = `${user_id}@example.com`
      await tx.insertInto('users').values({ id: user_id, email, created_at: now, updated_at: now }).execute()
      await tx
        .insertInto('external_identities')
        .values({
          id: `ext_${organizationId.slice(4)}`,
          user_id,
          identity_provider_id: provider.id,
          organization_id: organizationId,
          subject: 'ada',
          created_at: now,
        })
        .execute()
      await tx
        .insertInto('sessions')
        .values({
          id: `ses_${organizationId.slice(4)}`,
          user_id,
          digest: Buffer.alloc(32, organizationId),
          method: 'sso',
          identity_provider_id: provider.id,
          authenticated_at: now,
          last_seen_at: now,
          expires_at: now + 60_000,
          created_at: now,
        })
        .execute()
    })
    const linked = async () => {
      const { lookups } = suite.ctx.storage
      const identities = lookups.selectFrom('external_identities').select('id').where('user_id', '=', user_id)
      const sessions = lookups.selectFrom('sessions').select('id').where('user_id', '=', user_id)
      return [(await identities.execute()).length, (await sessions.execute()).length]
    }
    await setIdentityProvider(suite.ctx, { ...settings, name: 'Same issuer', organizationId })
    expect(await linked()).toEqual([1, 1])
    const issuer = 'https://other.example.com'
    const { result } = await setIdentityProvider(suite.ctx, { ...settings, issuer, organizationId })
    expect(result.id).not.toBe(provider.id)
    expect(await linked()).toEqual([0, 0])
  })

  test('it is changed by who saw its last version, and removed once', async () => {
    const { organizationId, provider } = await configured()
    const ifVersion = versionOf(provider) ?? 0
    await setIdentityProvider(suite.ctx, { ...settings, organizationId, ifVersion })
    const stale = { code: 'precondition_failed' }
    const late = setIdentityProvider(suite.ctx, { ...settings, organizationId, ifVersion })
    await expect(late).rejects.toMatchObject(stale)
    const removal = deleteIdentityProvider(suite.ctx, { organizationId, ifVersion })
    await expect(removal).rejects.toMatchObject(stale)
    await deleteIdentityProvider(suite.ctx, { organizationId })
    const gone = { code: 'not_found' }
    await expect(deleteIdentityProvider(suite.ctx, { organizationId })).rejects.toMatchObject(gone)
    expect(await getIdentityProvider(suite.ctx, { organizationId })).toBeNull()
  })

  test('what contradicts itself, or gives everything away, is refused by name', async () => {
    const { id: organizationId } = await suite.organization()
    const wrong = [
      [{ enforced: true, enabled: false }, '/enforced'],
      [{ joiningPermissions: ['administer' as const] }, '/joiningPermissions'],
      [{ joiningPermissions: ['view_keys' as const, 'view_keys' as const] }, '/joiningPermissions/1'],
      [{ emailDomains: ['a.example', 'b.example', 'a.example'] }, '/emailDomains/2'],
    ] as const
    for (const [change, pointer] of wrong) {
      const set = setIdentityProvider(suite.ctx, {
        ...settings,
        ...structuredClone<object>(change),
        organizationId,
      })
      await expect(set).rejects.toMatchObject({ code: 'invalid_input', errors: [{ pointer }] })
    }
  })

  test('who could not make an administrator neither chooses nor removes who vouches for one', async () => {
    const { organizationId, provider } = await configured()
    const before = await stored(organizationId)
    const few = suite.as({ scopes: ['identity:write', 'identity:read', 'members:write', 'keys:write'] })
    for (const change of [{ issuer: 'https://evil.example' }, { emailDomains: ['evil.example'] }]) {
      const set = setIdentityProvider(few, { ...settings, ...change, organizationId })
      await expect(set).rejects.toMatchObject({ code: 'insufficient_scope' })
    }
    const { id: fresh } = await suite.organization()
    const first = setIdentityProvider(few, { ...settings, organizationId: fresh })
    await expect(first).rejects.toMatchObject({ code: 'insufficient_scope' })
    const removal = deleteIdentityProvider(few, { organizationId })
    await expect(removal).rejects.toMatchObject({ code: 'insufficient_scope' })
    expect(await stored(organizationId)).toEqual(before)
    const boss = await addPerson(suite, { organizationId, permissions: ['administer'] })
    const set = await setIdentityProvider(await boss.request(), { ...settings, name: 'Mine', organizationId })
    expect(set.result).toMatchObject({ id: provider.id, name: 'Mine' })
  })

  test('its secret is gone with the organization', async () => {
    const { id: organizationId } = (await createOrganization(suite.ctx, { name: 'Acme' })).result
    await setIdentityProvider(suite.ctx, { ...settings, organizationId })
    await deleteOrganization(suite.ctx, { organizationId })
    expect(await stored(organizationId)).toBeUndefined()
  })
})

describe('addresses that a provider may vouch for', () => {
  test.each([
    ['ada@example.com', true],
    ['ada@sub.example.com', false],
    ['ada@example.com.evil', false],
    ['ada@evilexample.com', false],
    ['"ada@example.com"@evil.example', false],
    ['ada', false],
  ])('%s: %s', (email, vouched) => {
    expect(vouchesFor(['example.com'], email)).toBe(vouched)
  })
})
