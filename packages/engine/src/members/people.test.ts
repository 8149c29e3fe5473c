import { expect, test } from 'vitest'
import { createKey } from '../keys/create-key.ts'
import { getKey } from '../keys/get-key.ts'
import { listKeys } from '../keys/list-keys.ts'
import { revealKey } from '../keys/reveal-key.ts'
import { revokeKey } from '../keys/revoke-key.ts'
import { updateKey } from '../keys/update-key.ts'
import type { Context } from '../mutate/context.ts'
import { getOrganization } from '../organizations/get-organization.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson, requestOf } from '../testing/people.ts'
import { createMember } from './create-member.ts'
import { deleteMember } from './delete-member.ts'
import { updateMember } from './update-member.ts'

const ended = { code: 'session_ended' }

onBothDatabases(suite => {
  async function acme() {
    const { id: organizationId } = await suite.organization()
    const boss = await addPerson(suite, { organizationId, permissions: ['administer'] })
    const ada = await addPerson(suite, { organizationId, permissions: ['manage_keys'] })
    return { organizationId, boss, ada }
  }

  test('who is removed is out at the next request, there and not elsewhere', async () => {
    const { organizationId, boss, ada } = await acme()
    const other = await acme()
    const { memberId } = other.ada
    await suite.write(null, tx =>
      tx.updateTable('members').set({ user_id: ada.userId }).where('id', '=', memberId).execute(),
    )
    await deleteMember(await boss.request(), { organizationId, memberId: ada.memberId })
    await expect(ada.request()).rejects.toMatchObject(ended)
    const ctx = await requestOf(suite.ctx, await ada.signIn())
    expect(ctx.reach.organizationId).toBe(other.organizationId)
  })

  test('what somebody began before they were removed is not done after it', async () => {
    const { organizationId, boss, ada } = await acme()
    const { key } = await suite.key({ organizationId })
    const stale = await ada.request()
    await deleteMember(await boss.request(), { organizationId, memberId: ada.memberId })
    const calls = [
      () => revokeKey(stale, { keyId: key.id }),
      () => updateKey(stale, { keyId: key.id, patch: { name: 'Mine' } }),
      () => createKey(stale, { apiId: key.apiId, organizationId, name: 'Mine' }),
    ]
    for (const call of calls) await expect(call()).rejects.toMatchObject(ended)
    expect((await listKeys(suite.ctx, { organizationId })).data).toEqual([
      expect.objectContaining({ name: 'Sync', status: 'active' }),
    ])
  })

  test('of creates that share a transaction only those of people who are still there are carried out', async () => {
    const { organizationId, boss, ada } = await acme()
    const { id: apiId } = await suite.api()
    const [stale, fine] = [await ada.request(), await boss.request()]
    await deleteMember(await boss.request(), { organizationId, memberId: ada.memberId })
    const create = (ctx: Context, name: string) => createKey(ctx, { apiId, organizationId, name })
    const outcomes = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) => create(index % 3 === 0 ? stale : fine, `Key ${index}`)),
    )
    for (const [index, outcome] of outcomes.entries()) {
      if (index % 3 === 0) expect(outcome).toMatchObject({ status: 'rejected', reason: ended })
      else expect(outcome).toMatchObject({ value: { result: { key: { name: `Key ${index}` } } } })
    }
    expect((await listKeys(suite.ctx, { organizationId })).data).toHaveLength(8)
  })

  test('no call that is sent after the answer to a removal succeeds, however close they race', async () => {
    const { organizationId, boss } = await acme()
    const { key } = await suite.key({ organizationId })
    for (let round = 0; round < 20; round++) {
      const ada = await addPerson(suite, { organizationId, permissions: ['manage_keys'] })
      let isRemoved = false
      const late: string[] = []
      const rename = async (name: string) => {
        const wasRemoved = isRemoved
        const [renaming] = await Promise.allSettled([
          ada.request().then(ctx => updateKey(ctx, { keyId: key.id, patch: { name } })),
        ])
        if (wasRemoved && renaming?.status === 'fulfilled') late.push(name)
      }
      const racing = [1, 2, 3].map(each => rename(`Racing ${each}`))
      await deleteMember(await boss.request(), { organizationId, memberId: ada.memberId })
      isRemoved = true
      racing.push(rename('After'))
      await Promise.all(racing)
      expect(late).toEqual([])
    }
  })

  test('who gets other permissions has them at the next request, and is signed out of that organization', async () => {
    const { organizationId, boss, ada } = await acme()
    const place = { organizationId, memberId: ada.memberId }
    await updateMember(await boss.request(), { ...place, patch: { name: 'Ada King' } })
    await ada.request()
    await updateMember(await boss.request(), { ...place, patch: { permissions: ['view_logs'] } })
    await expect(ada.request()).rejects.toMatchObject(ended)
    const ctx = await requestOf(suite.ctx, await ada.signIn())
    await expect(listKeys(ctx)).rejects.toMatchObject({ code: 'insufficient_permission' })
  })

  test('an administrator may step down, but the last one may not, whoever asks', async () => {
    const { organizationId, boss, ada } = await acme()
    const own = { organizationId, memberId: boss.memberId }
    const stepDown = { ...own, patch: { permissions: ['view_keys' as const] } }
    const last = { code: 'last_owner' }
    await expect(updateMember(await boss.request(), stepDown)).rejects.toMatchObject(last)
    await expect(deleteMember(await boss.request(), own)).rejects.toMatchObject(last)
    await expect(deleteMember(suite.ctx, own)).rejects.toMatchObject(last)
    const promotion = { permissions: ['administer' as const] }
    await updateMember(await boss.request(), { organizationId, memberId: ada.memberId, patch: promotion })
    await updateMember(await boss.request(), stepDown)
    expect((await boss.request()).principal).toMatchObject({ member: { permissions: ['view_keys'] } })
  })

  test('the last administrator who can sign in stays, whoever is written down beside them', async () => {
    const { organizationId, boss, ada } = await acme()
    const administer = { permissions: ['administer' as const] }
    const ghost = { organizationId, email: 'ghost@example.com', ...administer }
    const { result: written } = await createMember(await boss.request(), ghost)
    const own = { organizationId, memberId: boss.memberId }
    const last = { code: 'last_owner' }
    await expect(deleteMember(await boss.request(), own)).rejects.toMatchObject(last)
    const stepDown = { ...own, patch: { permissions: [] } }
    await expect(updateMember(await boss.request(), stepDown)).rejects.toMatchObject(last)
    await updateMember(suite.ctx, { organizationId, memberId: ada.memberId, patch: administer })
    const disable = (disabled_at: number | null) =>
      suite.write(null, tx =>
        tx.updateTable('users').set({ disabled_at }).where('id', '=', ada.userId).execute(),
      )
    await disable(1)
    await expect(deleteMember(await boss.request(), own)).rejects.toMatchObject(last)
    await disable(null)
    await deleteMember(suite.ctx, { organizationId, memberId: written.id })
    await deleteMember(await boss.request(), own)
  })

  test('where nobody has joined yet any administrator but the last may go', async () => {
    const { id: organizationId } = await suite.organization()
    const written = async (email: string) => {
      const { result } = await createMember(suite.ctx, { organizationId, email, permissions: ['administer'] })
      return { organizationId, memberId: result.id }
    }
    const [one, other] = [await written('one@example.com'), await written('other@example.com')]
    await deleteMember(suite.ctx, one)
    await expect(deleteMember(suite.ctx, other)).rejects.toMatchObject({ code: 'last_owner' })
  })

  test('nobody gives a permission that they do not have themselves', async () => {
    const { organizationId } = await acme()
    const hr = await addPerson(suite, { organizationId, permissions: ['manage_users', 'view_logs'] })
    const email = 'eve@example.com'
    for (const permission of ['administer', 'manage_keys', 'reveal_keys', 'manage_billing'] as const) {
      const adding = createMember(await hr.request(), { organizationId, email, permissions: [permission] })
      await expect(adding).rejects.toMatchObject({ code: 'insufficient_permission' })
      const own = { organizationId, memberId: hr.memberId, patch: { permissions: [permission] } }
      await expect(updateMember(await hr.request(), own)).rejects.toMatchObject({
        code: 'insufficient_permission',
      })
    }
    await createMember(await hr.request(), { organizationId, email, permissions: ['view_logs'] })
  })

  test('permissions of others are changed by who has just proven who they are', async () => {
    const { organizationId, boss, ada } = await acme()
    const ctx = await boss.request()
    const late = { ...ctx, clock: { ...ctx.clock, now: () => ctx.clock.now() + 301_000 } }
    const place = { organizationId, memberId: ada.memberId }
    const refused = { code: 'reauthentication_required' }
    await expect(updateMember(late, { ...place, patch: { permissions: [] } })).rejects.toMatchObject(refused)
    await expect(deleteMember(late, place)).rejects.toMatchObject(refused)
    await expect(createMember(late, { organizationId, email: 'x@example.com' })).rejects.toMatchObject(
      refused,
    )
    await updateMember(late, { ...place, patch: { name: 'Ada King' } })
    await ada.request()
  })

  test('rules for keys are tightened by who has just proven who they are, as only the vendor loosens them', async () => {
    const { organizationId, boss } = await acme()
    const ctx = await boss.request()
    const late = { ...ctx, clock: { ...ctx.clock, now: () => ctx.clock.now() + 301_000 } }
    const keyPolicy = { maxLifetimeDays: 1, requireExpiry: true }
    const tighten = { organizationId, patch: { keyPolicy } }
    const refused = { code: 'reauthentication_required' }
    await expect(updateOrganization(late, tighten)).rejects.toMatchObject(refused)
    expect(await getOrganization(suite.ctx, { organizationId })).toMatchObject({ keyPolicy: {} })
    await updateOrganization(late, { organizationId, patch: { name: 'Acme Ltd' } })
    expect((await updateOrganization(ctx, tighten)).result).toMatchObject({ keyPolicy })
    await updateOrganization(suite.ctx, { organizationId, patch: { keyPolicy: {} } })
  })

  test('keys of who has left stay, work, and say that their maker is gone', async () => {
    const { organizationId, boss, ada } = await acme()
    const { id: apiId } = await suite.api()
    const { result } = await createKey(await ada.request(), { apiId, organizationId, name: 'Hers' })
    const { id: keyId } = result.key
    expect(result.key).toMatchObject({ makerLeft: false, createdBy: { type: 'user', id: ada.userId } })
    expect(await getKey(suite.ctx, { keyId })).toMatchObject({ makerLeft: false })
    const programs = (await suite.key({ organizationId, apiId })).key
    await deleteMember(await boss.request(), { organizationId, memberId: ada.memberId })
    expect(await getKey(suite.ctx, { keyId })).toMatchObject({ makerLeft: true, status: 'active' })
    const list = await listKeys(suite.ctx, { organizationId })
    expect(list.data.map(({ id, makerLeft }) => ({ id, makerLeft }))).toEqual([
      { id: programs.id, makerLeft: false },
      { id: keyId, makerLeft: true },
    ])
    expect(await suite.verify(result.secret ?? '')).toMatchObject({ valid: true })
  })

  test('where an organization asks for second factors, a token is shown to who has just proven who they are', async () => {
    const { id: apiId } = await suite.api({ reveal: 'anytime' })
    const { organizationId } = await acme()
    const { key, secret } = await suite.key({ apiId, organizationId })
    const eve = await addPerson(suite, { organizationId, permissions: ['reveal_keys'] })
    const ctx = await eve.request()
    const late = { ...ctx, clock: { ...ctx.clock, now: () => ctx.clock.now() + 301_000 } }
    expect((await revealKey(late, { keyId: key.id })).result).toEqual({ secret })
    await updateOrganization(suite.ctx, { organizationId, patch: { keyPolicy: { requireMfa: true } } })
    const refused = { code: 'reauthentication_required' }
    await expect(revealKey(late, { keyId: key.id })).rejects.toMatchObject(refused)
    expect((await revealKey(ctx, { keyId: key.id })).result).toEqual({ secret })
  })
})
