import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { createKey } from '../keys/create-key.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { appendAudit } from './append-audit.ts'
import { listAuditEvents } from './list-audit-events.ts'
import { verifyAudit } from './verify-audit.ts'

onBothDatabases(suite => {
  test('changes at the same time never fork a chain', async () => {
    const organization = await suite.organization()
    const api = await suite.api()
    const input = { apiId: api.id, organizationId: organization.id, name: 'Sync' }
    await Promise.all(Array.from({ length: 24 }, () => createKey(suite.ctx, input)))
    expect(await verifyAudit(suite.ctx, { organizationId: organization.id })).toMatchObject({
      valid: true,
      events: 25,
    })
    expect(await verifyAudit(suite.ctx)).toMatchObject({ valid: true })
  })

  test('events of one chain stay in the order in which they happened', async () => {
    const organization = await suite.organization()
    const draft = (name: string, organizationId: string | null) => ({
      action: 'key.updated' as const,
      organizationId,
      target: { type: 'key' as const, id: organization.id, name },
      details: {},
    })
    const own = ['one', 'two', 'three', 'four'].map(name => draft(name, organization.id))
    const origin = {
      actor: { type: 'system' as const, id: 's', name: 'S' },
      requestId: null,
      ip: null,
      userAgent: null,
    }
    const drafts = [own[0]!, draft('elsewhere', null), ...own.slice(1)]
    const entries = drafts.map(each => ({ draft: each, origin }))
    const input = { entries, at: Date.now(), mark: null }
    await suite.write(null, tx => appendAudit(suite.ctx.storage, tx, input))
    const { data } = await listAuditEvents(suite.ctx, { organizationId: organization.id })
    expect(data.map(event => event.target.name)).toEqual(['four', 'three', 'two', 'one', 'Acme'])
  })

  test('a change that cannot be written down does not happen', async () => {
    const organization = await suite.organization({ name: 'Before' })
    const { storage } = suite.ctx
    const state = async () => ({
      organization: await storage.lookups
        .selectFrom('organizations')
        .select(['name', 'version'])
        .where('id', '=', organization.id)
        .execute(),
      entries: await storage.lookups.selectFrom('changes').select('sequence').execute(),
      heads: await storage.lookups.selectFrom('audit_heads').selectAll().execute(),
    })
    const before = await state()
    await suite.write(null, tx => sql`alter table audit_details rename to audit_details_gone`.execute(tx))
    const changing = updateOrganization(suite.ctx, {
      organizationId: organization.id,
      patch: { name: 'After' },
    })
    await expect(changing).rejects.toMatchObject({ code: 'audit_unavailable', retryAfterSeconds: 1 })
    await suite.write(null, tx => sql`alter table audit_details_gone rename to audit_details`.execute(tx))
    expect(await state()).toEqual(before)
    await updateOrganization(suite.ctx, { organizationId: organization.id, patch: { name: 'After' } })
  })

  test('what an insert before it has failed with keeps its name', async () => {
    const organization = await suite.organization()
    const { storage } = suite.ctx
    const draft = {
      action: 'key.updated' as const,
      organizationId: organization.id,
      target: { type: 'key' as const, id: organization.id, name: 'one' },
      details: {},
    }
    const origin = {
      actor: { type: 'system' as const, id: 's', name: 'S' },
      requestId: null,
      ip: null,
      userAgent: null,
    }
    const body = Buffer.alloc(31)
    const replay = { id: 'short', body, result: '{}', mark: null, created_at: 1 }
    const changing = storage.transaction(async tx => {
      await storage.insert(tx, 'replays', [replay])
      await appendAudit(storage, tx, { entries: [{ draft, origin }], at: Date.now(), mark: null })
    })
    await expect(changing).rejects.toThrow(/CHECK|check/)
  })
})
