import { expect, test } from 'vitest'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { verifyAudit } from '../audit/verify-audit.ts'
import { deleteKey } from '../keys/delete-key.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { deleteOrganization } from './delete-organization.ts'
import { eraseAuditDetails } from './erase-audit-details.ts'
import { updateOrganization } from './update-organization.ts'

onBothDatabases(suite => {
  /** An organization that was deleted, with five events: `Private` stands in the details of three. */
  async function deleted() {
    const { id: organizationId } = await suite.organization()
    const { key } = await suite.key({ organizationId, purpose: 'Private' })
    await deleteKey(suite.ctx, { keyId: key.id })
    await updateOrganization(suite.ctx, {
      organizationId,
      patch: { externalId: `Private ${organizationId}` },
    })
    await deleteOrganization(suite.ctx, { organizationId })
    return organizationId
  }
  const detailsOf = async (organizationId: string) =>
    (await listAuditEvents(suite.ctx, { organizationId })).data.map(({ action, details }) => [
      action,
      details,
    ])

  test('details are gone, the chain says so itself and verifies, and counts them', async () => {
    const [organizationId, untouched] = [await deleted(), await deleted()]
    const { storage } = suite.ctx
    const stored = async () => {
      const rows = storage.lookups.selectFrom('audit_details').innerJoin('audit_events', 'id', 'event_id')
      return JSON.stringify(await rows.select('details').where('chain_id', '=', organizationId).execute())
    }
    const before = await verifyAudit(suite.ctx, { organizationId })
    expect(before).toMatchObject({ valid: true, erased: 0 })
    expect(await stored()).toContain('Private')
    await eraseAuditDetails(suite.ctx, { organizationId })
    expect(await stored()).not.toContain('Private')
    const [newest, ...older] = await detailsOf(organizationId)
    expect(newest).toEqual(['audit.details_erased', {}])
    expect(older.map(([, details]) => details)).toEqual(older.map(() => null))
    const events = before.valid ? before.events : 0
    expect(await verifyAudit(suite.ctx, { organizationId })).toMatchObject({
      valid: true,
      events: events + 1,
      erased: events,
    })
    expect(await verifyAudit(suite.ctx)).toMatchObject({ valid: true, erased: events })
    expect((await detailsOf(untouched)).every(([, details]) => details !== null)).toBe(true)
  })

  test('what was broken off is gone on with, and what is done says nothing more', async () => {
    const organizationId = await deleted()
    let left = 1
    const failing = Object.create(suite.ctx.storage, {
      transaction: {
        value: (body: never) =>
          left-- > 0 ? suite.ctx.storage.transaction(body) : Promise.reject(new Error('the power went')),
      },
    })
    await expect(eraseAuditDetails({ ...suite.ctx, storage: failing }, { organizationId })).rejects.toThrow(
      'the power went',
    )
    expect(await verifyAudit(suite.ctx, { organizationId })).toMatchObject({ valid: true, erased: 0 })
    await eraseAuditDetails(suite.ctx, { organizationId })
    const verified = await verifyAudit(suite.ctx, { organizationId })
    expect(verified).toMatchObject({ valid: true, erased: verified.valid ? verified.events - 1 : 0 })
    await eraseAuditDetails(suite.ctx, { organizationId })
    expect(await verifyAudit(suite.ctx, { organizationId })).toEqual(verified)
  })

  test('details that go after the event that said so, or are changed before it, are found out', async () => {
    for (const tamper of ['after', 'before'] as const) {
      const organizationId = await deleted()
      await eraseAuditDetails(suite.ctx, { organizationId })
      const { data } = await listAuditEvents(suite.ctx, { organizationId })
      const [newest, older] = [data[0]?.id ?? '', data[1]?.id ?? '']
      await suite.write(null, tx =>
        tamper === 'after'
          ? tx.deleteFrom('audit_details').where('event_id', '=', newest).execute()
          : tx
              .insertInto('audit_details')
              .values({ event_id: older, salt: Buffer.alloc(16), details: '{}' })
              .execute(),
      )
      const found = await verifyAudit(suite.ctx, { organizationId })
      const reason = tamper === 'after' ? 'details_missing' : 'details'
      expect(found).toMatchObject({ valid: false, firstBroken: { chainId: organizationId, reason } })
    }
  })

  test('an organization that is there keeps its details, and whoever is confined erases none', async () => {
    const { id: organizationId } = await suite.organization()
    const erase = (ctx = suite.ctx) => eraseAuditDetails(ctx, { organizationId })
    await expect(erase()).rejects.toMatchObject({ code: 'conflict' })
    const [own, other] = [
      suite.as({ reach: { organizationId } }),
      suite.as({ reach: { organizationId: 'org_x' } }),
    ]
    await expect(erase(own)).rejects.toMatchObject({ code: 'insufficient_permission' })
    await expect(erase(other)).rejects.toMatchObject({ code: 'not_found' })
    await expect(erase(suite.as({ scopes: ['audit:read'] }))).rejects.toMatchObject({
      code: 'insufficient_scope',
    })
    const unknown = eraseAuditDetails(suite.ctx, { organizationId: 'org_unknown' })
    await expect(unknown).rejects.toMatchObject({ code: 'not_found' })
    expect((await detailsOf(organizationId)).every(([, details]) => details !== null)).toBe(true)
  })
})
