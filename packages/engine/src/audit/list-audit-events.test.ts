import { expect, test } from 'vitest'
import { operatorName } from '../access/principal.ts'
import { deleteKey } from '../keys/delete-key.ts'
import { revokeKey } from '../keys/revoke-key.ts'
import { updateMember } from '../members/update-member.ts'
import type { Context } from '../mutate/context.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson } from '../testing/people.ts'
import { exportAuditEvents } from './export-audit-events.ts'
import { listAuditEvents } from './list-audit-events.ts'
import { verifyAudit } from './verify-audit.ts'

onBothDatabases(suite => {
  const actions = async (ctx = suite.ctx, input = {}) =>
    (await listAuditEvents(ctx, input)).data.map(event => event.action)

  test('tells who did what to which thing, when, from where, with what was there before and after', async () => {
    const { key, secret } = await suite.key({ name: 'Nightly' })
    const caller = suite.as({ name: 'Ops' })
    const from = {
      ...caller,
      request: { ...caller.request, id: 'req_1', ip: '203.0.113.7', userAgent: 'curl' },
    }
    await revokeKey(from, { keyId: key.id, reason: 'Leaked' })
    const { data } = await listAuditEvents(suite.ctx, { targetId: key.id })
    expect(data[0]).toMatchObject({
      action: 'key.revoked',
      organizationId: key.organizationId,
      target: { type: 'key', id: key.id, name: 'Nightly' },
      actor: { type: 'key', name: 'Ops' },
      requestId: 'req_1',
      ip: '203.0.113.7',
      userAgent: 'curl',
      details: { before: { status: 'active' }, after: { status: 'revoked' }, reason: 'Leaked' },
    })
    expect(data.map(event => event.action)).toEqual(['key.revoked', 'key.created'])
    expect(JSON.stringify(data)).not.toContain(secret)
  })

  test('a deleted key keeps its name in the log', async () => {
    const { key } = await suite.key({ name: 'Gone tomorrow' })
    await deleteKey(suite.ctx, { keyId: key.id })
    const { data } = await listAuditEvents(suite.ctx, { targetId: key.id })
    expect(data.map(({ action, target }) => [action, target.name])).toEqual([
      ['key.deleted', 'Gone tomorrow'],
      ['key.created', 'Gone tomorrow'],
    ])
  })

  test('pages stay whole while events are added, newest first', async () => {
    const organization = await suite.organization()
    const organizationId = organization.id
    const rename = (name: string) => updateOrganization(suite.ctx, { organizationId, patch: { name } })
    for (const name of ['1', '2', '3', '4', '5', '6']) await rename(name)
    const names: unknown[] = []
    let cursor: string | undefined
    for (let page = 0; page < 4; page++) {
      const read = await listAuditEvents(suite.ctx, { organizationId, limit: 2, cursor })
      names.push(...read.data.map(event => event.target.name))
      await rename('later')
      cursor = read.nextCursor ?? undefined
      if (read.nextCursor === null) break
    }
    expect(names).toEqual(['6', '5', '4', '3', '2', '1', 'Acme'])
  })

  test('a key that is confined to one organization sees that chain only', async () => {
    const [own, other] = [await suite.organization(), await suite.organization()]
    const confined = suite.as({ reach: { organizationId: own.id } })
    expect(await actions(confined)).toEqual(['organization.created'])
    expect(await actions(confined, { organizationId: own.id })).toEqual(['organization.created'])
    expect(await actions(confined, { organizationId: other.id })).toEqual([])
    expect(await actions(confined, { targetId: other.id })).toEqual([])
  })

  test('a key that is confined to one API sees what was done to it and its keys only', async () => {
    const api = await suite.api()
    const { key } = await suite.key({ apiId: api.id })
    const { key: foreign } = await suite.key()
    const confined = suite.as({ reach: { apiId: api.id } })
    expect(await actions(confined)).toEqual(['key.created', 'api.created'])
    expect(await actions(confined, { organizationId: key.organizationId })).toEqual(['key.created'])
    expect(await actions(confined, { targetId: foreign.id })).toEqual([])
  })

  test('asks for audit:read and for a cursor of its own', async () => {
    await expect(listAuditEvents(suite.as({ scopes: ['usage:read'] }))).rejects.toMatchObject({
      code: 'insufficient_scope',
      message: expect.stringContaining('audit:read'),
    })
    await expect(listAuditEvents(suite.ctx, { cursor: 'bm9uZQ' })).rejects.toMatchObject({
      code: 'invalid_cursor',
    })
  })

  const renamed = async (ctx: Context, organizationId: string, name: string) => {
    await updateOrganization(ctx, { organizationId, patch: { name } })
    const { data } = await listAuditEvents(suite.ctx, { organizationId })
    return data[0]
  }

  test('names a person as they were known then, until details are erased, and hashes nothing of that', async () => {
    const { id: organizationId } = await suite.organization()
    const ada = await addPerson(suite, { organizationId, permissions: ['administer'] })
    const event = await renamed(await ada.request(), organizationId, 'Acme 2')
    const actor = { type: 'user', id: ada.userId, name: 'Ada', email: ada.email }
    expect(event).toMatchObject({ action: 'organization.updated', actor })
    expect(event?.details).not.toHaveProperty('actor')
    await updateMember(suite.ctx, { organizationId, memberId: ada.memberId, patch: { name: 'Grace' } })
    const { data } = await listAuditEvents(suite.ctx, { organizationId })
    expect(data.find(({ id }) => id === event?.id)?.actor).toEqual(actor)
    const { lookups } = suite.ctx.storage
    const stored = lookups.selectFrom('audit_events').select('body').where('chain_id', '=', organizationId)
    expect(JSON.stringify(await stored.execute())).not.toContain(ada.email)
    expect(await verifyAudit(suite.ctx, { organizationId })).toMatchObject({ valid: true })
    await suite.write(null, tx =>
      tx
        .deleteFrom('audit_details')
        .where('event_id', '=', event?.id ?? '')
        .execute(),
    )
    const erased = (await listAuditEvents(suite.ctx, { organizationId })).data
    expect(erased.find(({ id }) => id === event?.id)).toMatchObject({
      actor: { type: 'user', id: ada.userId, name: 'Member', email: null },
      details: null,
    })
  })

  test('an organization reads who its members are to it, and not which of the vendor’s staff it was', async () => {
    const { id: organizationId } = await suite.organization()
    const [ada, staff] = [
      await addPerson(suite, { organizationId, permissions: ['administer', 'view_logs'] }),
      await addPerson(suite, { operator: 'operator' }),
    ]
    await suite.write(null, tx =>
      tx
        .updateTable('users')
        .set({ email: `private-${ada.email}` })
        .where('id', '=', ada.userId)
        .execute(),
    )
    expect(await renamed(await ada.request(), organizationId, 'By Ada')).toMatchObject({
      actor: { email: ada.email },
    })
    expect(await renamed(await staff.request(), organizationId, 'By staff')).toMatchObject({
      actor: { name: 'Ada', email: staff.email },
    })
    const member = await ada.request()
    const { data } = await listAuditEvents(member)
    expect(data[0]?.actor).toEqual({ type: 'user', id: staff.userId, name: operatorName, email: null })
    const pages = []
    for await (const page of exportAuditEvents(member)) pages.push(...page)
    for (const text of [JSON.stringify(data), JSON.stringify(pages)]) {
      expect(text).not.toContain(staff.email)
      expect(text).not.toContain('private-')
    }
  })
})
