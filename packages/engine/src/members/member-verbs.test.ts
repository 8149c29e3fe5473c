import { describe, expect, test } from 'vitest'
import { versionOf } from '../access/versioned.ts'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { verifyAudit } from '../audit/verify-audit.ts'
import { newId } from '../ids/new-id.ts'
import { deleteOrganization } from '../organizations/delete-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { createMember } from './create-member.ts'
import { deleteMember } from './delete-member.ts'
import { getMember } from './get-member.ts'
import { listMembers } from './list-members.ts'
import { updateMember } from './update-member.ts'

onBothDatabases(suite => {
  async function ada(permissions: Parameters<typeof createMember>[1]['permissions'] = ['view_keys']) {
    const { id: organizationId } = await suite.organization()
    const input = { organizationId, email: 'Ada@Example.com', name: 'Ada', permissions }
    const { result } = await createMember(suite.ctx, input)
    return { organizationId, memberId: result.id, member: result }
  }

  test('a member keeps what was given, under an address in lower case', async () => {
    const { organizationId, memberId, member } = await ada()
    expect(member).toMatchObject({
      organizationId,
      email: 'ada@example.com',
      name: 'Ada',
      permissions: ['view_keys'],
    })
    expect(await getMember(suite.ctx, { organizationId, memberId })).toEqual(member)
    expect(versionOf(member)).toBe(1)
  })

  test('one address is one member of an organization, and may be one of another', async () => {
    const { organizationId } = await ada()
    const again = createMember(suite.ctx, { organizationId, email: 'ADA@example.COM' })
    await expect(again).rejects.toMatchObject({ code: 'conflict' })
    const { id: other } = await suite.organization()
    await createMember(suite.ctx, { organizationId: other, email: 'ada@example.com' })
    const found = await listMembers(suite.ctx, { organizationId, email: 'ADA@example.com' })
    expect(found.data).toHaveLength(1)
  })

  test('of many who add the same address at once one succeeds', async () => {
    const { id: organizationId } = await suite.organization()
    const adding = Array.from({ length: 8 }, () =>
      createMember(suite.ctx, { organizationId, email: 'grace@example.com' }),
    )
    const outcomes = await Promise.allSettled(adding)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'conflict' })
    }
  })

  test('a change keeps what it does not name and is guarded by the version', async () => {
    const { member: _, ...place } = await ada()
    const { result } = await updateMember(suite.ctx, { ...place, ifVersion: 1, patch: { permissions: [] } })
    expect(result).toMatchObject({ name: 'Ada', permissions: [] })
    const stale = { code: 'precondition_failed' }
    const change = { ...place, ifVersion: 1, patch: { name: null } }
    await expect(updateMember(suite.ctx, change)).rejects.toMatchObject(stale)
    await expect(deleteMember(suite.ctx, { ...place, ifVersion: 1 })).rejects.toMatchObject(stale)
    expect((await updateMember(suite.ctx, { ...change, ifVersion: 2 })).result.name).toBeNull()
  })

  test('permissions that are listed twice are refused with a pointer', async () => {
    const { organizationId } = await ada()
    const input = { organizationId, email: 'x@example.com', permissions: ['view_keys', 'view_keys'] as const }
    await expect(
      createMember(suite.ctx, { ...input, permissions: [...input.permissions] }),
    ).rejects.toMatchObject({ code: 'invalid_input', errors: [{ pointer: '/permissions/1' }] })
  })

  test('a removed member is gone, and the audit log still says what happened, under no name', async () => {
    const { member: _, ...place } = await ada()
    await deleteMember(suite.ctx, place)
    const gone = { code: 'not_found' }
    await expect(getMember(suite.ctx, place)).rejects.toMatchObject(gone)
    await expect(deleteMember(suite.ctx, place)).rejects.toMatchObject(gone)
    const { organizationId } = place
    expect((await listMembers(suite.ctx, { organizationId })).data).toEqual([])
    const { data } = await listAuditEvents(suite.ctx, { organizationId })
    expect(data.map(({ action }) => action)).toEqual([
      'member.deleted',
      'member.created',
      'organization.created',
    ])
    for (const { details, ...hashed } of data.slice(0, 2)) {
      expect(JSON.stringify(hashed)).not.toContain('Ada')
      expect(JSON.stringify(details)).toContain('ada@example.com')
    }
    expect(await verifyAudit(suite.ctx, { organizationId })).toMatchObject({ valid: true })
  })

  describe('a management key', () => {
    test('gives no permission that its scopes do not cover, and takes any away but that of administrators', async () => {
      const { member: _, ...place } = await ada(['manage_connectors'])
      const few = suite.as({ scopes: ['members:read', 'members:write', 'keys:read'] })
      const refused = { code: 'insufficient_scope' }
      for (const permission of [
        'administer',
        'manage_keys',
        'reveal_keys',
        'view_logs',
        'manage_billing',
      ] as const) {
        const message = expect.stringContaining(permission)
        const adding = { organizationId: place.organizationId, email: 'e@example.com' }
        await expect(createMember(few, { ...adding, permissions: [permission] })).rejects.toMatchObject({
          ...refused,
          message,
        })
      }
      const more = { ...place, patch: { permissions: ['administer', 'manage_keys'] as const } }
      await expect(
        updateMember(few, { ...more, patch: { permissions: [...more.patch.permissions] } }),
      ).rejects.toMatchObject(refused)
      const { result } = await updateMember(few, { ...place, patch: { permissions: ['view_keys'] } })
      expect(result.permissions).toEqual(['view_keys'])
      await deleteMember(few, place)
    })

    test('deposes no administrator that it could not make', async () => {
      const { member: _, ...place } = await ada(['administer'])
      const { organizationId } = place
      await createMember(suite.ctx, { organizationId, email: 'b@example.com', permissions: ['administer'] })
      const few = suite.as({ scopes: ['members:read', 'members:write', 'keys:read'] })
      const refused = { code: 'insufficient_scope', message: expect.stringContaining('take away') }
      await expect(deleteMember(few, place)).rejects.toMatchObject(refused)
      const stripping = { ...place, patch: { permissions: [] } }
      await expect(updateMember(few, stripping)).rejects.toMatchObject(refused)
      expect((await updateMember(few, { ...place, patch: { name: 'A' } })).result.name).toBe('A')
      await updateMember(suite.ctx, stripping)
    })

    test('that is confined to an organization manages its people and nobody else’s', async () => {
      const [own, foreign] = [await ada(), await ada()]
      const ctx = suite.as({ reach: { organizationId: own.organizationId } })
      expect((await getMember(ctx, own)).id).toBe(own.memberId)
      const gone = { code: 'not_found' }
      await expect(listMembers(ctx, { organizationId: foreign.organizationId })).rejects.toMatchObject(gone)
      for (const place of [
        { organizationId: foreign.organizationId, memberId: foreign.memberId },
        { organizationId: own.organizationId, memberId: foreign.memberId },
        { organizationId: foreign.organizationId, memberId: own.memberId },
        { organizationId: own.organizationId, memberId: newId('mem', Date.now()) },
      ]) {
        await expect(getMember(ctx, place)).rejects.toMatchObject(gone)
        await expect(updateMember(ctx, { ...place, patch: { name: 'X' } })).rejects.toMatchObject(gone)
        await expect(deleteMember(ctx, place)).rejects.toMatchObject(gone)
      }
      expect(await getMember(suite.ctx, foreign)).toEqual(foreign.member)
    })

    test('that is confined to an API sees no people, and changes none', async () => {
      const { member, ...place } = await ada()
      const { key } = await suite.key({ organizationId: place.organizationId })
      const ctx = suite.as({ reach: { apiId: key.apiId } })
      const refused = { code: 'insufficient_permission' }
      await expect(getMember(ctx, place)).rejects.toMatchObject(refused)
      await expect(listMembers(ctx, place)).rejects.toMatchObject(refused)
      await expect(deleteMember(ctx, place)).rejects.toMatchObject(refused)
      await expect(createMember(ctx, { ...place, email: 'y@example.com' })).rejects.toMatchObject(refused)
      expect(await getMember(suite.ctx, place)).toEqual(member)
    })
  })

  test('the last administrator of an organization stays one, however many leave at once', async () => {
    const { member, ...place } = await ada(['administer'])
    const { organizationId } = place
    const last = { code: 'last_owner', message: expect.stringContaining('last administrator') }
    await expect(deleteMember(suite.ctx, place)).rejects.toMatchObject(last)
    const stripping = { ...place, patch: { permissions: [] } }
    await expect(updateMember(suite.ctx, stripping)).rejects.toMatchObject(last)
    expect(await getMember(suite.ctx, place)).toEqual(member)
    const second = { organizationId, email: 'b@example.com', permissions: ['administer' as const] }
    const { result } = await createMember(suite.ctx, second)
    const leaving = [
      deleteMember(suite.ctx, place),
      updateMember(suite.ctx, { organizationId, memberId: result.id, patch: { permissions: [] } }),
    ]
    const outcomes = await Promise.allSettled(leaving)
    expect(outcomes.filter(({ status }) => status === 'rejected')).toMatchObject([{ reason: last }])
  })

  test('people of a deleted organization are out of reach', async () => {
    const { member: _, ...place } = await ada()
    await deleteOrganization(suite.ctx, { organizationId: place.organizationId })
    await expect(getMember(suite.ctx, place)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('permissions that cannot be read are none, are named, and can be set again', async () => {
    const { member: _, ...place } = await ada()
    await suite.write(null, tx =>
      tx.updateTable('members').set({ permissions: '["root"]' }).where('id', '=', place.memberId).execute(),
    )
    const { data } = await listMembers(suite.ctx, place)
    expect(data).toMatchObject([{ permissions: [], unreadable: ['permissions'] }])
    await updateMember(suite.ctx, { ...place, patch: { permissions: ['view_keys'] } })
    expect(await getMember(suite.ctx, place)).not.toHaveProperty('unreadable')
  })

  test('the list is newest first and complete while people come and go', async () => {
    const { id: organizationId } = await suite.organization()
    const add = async (name: string) =>
      (await createMember(suite.ctx, { organizationId, email: `${name}@example.com` })).result.id
    const made = [await add('a'), await add('b'), await add('c'), await add('d')]
    const first = await listMembers(suite.ctx, { organizationId, limit: 2 })
    await add('e')
    await deleteMember(suite.ctx, { organizationId, memberId: made[2] ?? '' })
    const cursor = first.nextCursor ?? ''
    const second = await listMembers(suite.ctx, { organizationId, limit: 2, cursor })
    const ids = [...first.data, ...second.data].map(({ id }) => id)
    expect(ids).toEqual([made[3], made[2], made[1], made[0]])
    const { id: other } = await suite.organization()
    await expect(listMembers(suite.ctx, { organizationId: other, cursor })).rejects.toMatchObject({
      code: 'invalid_cursor',
    })
  })
})
