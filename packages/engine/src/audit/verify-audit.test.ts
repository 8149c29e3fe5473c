import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { deleteOrganization } from '../organizations/delete-organization.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import type { Tx } from '../storage/storage.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { installationChain } from './audit-event.ts'
import { verifyAudit } from './verify-audit.ts'

type Tampering = [name: string, reason: string, act: (tx: Tx, chain: string) => Promise<unknown>]

const swapRows = async (tx: Tx, chain: string) => {
  const rows = await tx.selectFrom('audit_events').selectAll().where('chain_id', '=', chain).execute()
  const [two, three] = [rows.find(row => row.sequence === 2)!, rows.find(row => row.sequence === 3)!]
  for (const [at, { body, hash, action, target_id }] of [[2, three] as const, [3, two] as const]) {
    const set = { body, hash, action, target_id }
    await tx
      .updateTable('audit_events')
      .set(set)
      .where('chain_id', '=', chain)
      .where('sequence', '=', at)
      .execute()
  }
}

const eventId = (chain: string, sequence: number) =>
  sql`(select id from audit_events where chain_id = ${chain} and sequence = ${sequence})`

const removeFrom = async (tx: Tx, chain: string, from: number, to: number) => {
  await sql`delete from audit_details where event_id in
    (select id from audit_events where chain_id = ${chain} and sequence between ${from} and ${to})`.execute(
    tx,
  )
  await sql`delete from audit_events where chain_id = ${chain} and sequence between ${from} and ${to}`.execute(
    tx,
  )
}

const swapDetails = async (tx: Tx, chain: string) => {
  const rows = await tx
    .selectFrom('audit_details as d')
    .innerJoin('audit_events as e', 'e.id', 'd.event_id')
    .select(['d.event_id', 'd.details', 'd.salt', 'e.sequence'])
    .where('e.chain_id', '=', chain)
    .execute()
  const [two, three] = [rows.find(row => row.sequence === 2)!, rows.find(row => row.sequence === 3)!]
  for (const [to, from] of [[two, three] as const, [three, two] as const]) {
    const set = { details: from.details, salt: from.salt }
    await tx.updateTable('audit_details').set(set).where('event_id', '=', to.event_id).execute()
  }
}

const set = (column: string, value: string | Buffer) => (tx: Tx, chain: string) =>
  sql`update audit_events set ${sql.ref(column)} = ${value} where chain_id = ${chain} and sequence = 2`.execute(
    tx,
  )

const tamperings: Tampering[] = [
  [
    'an edited body',
    'hash',
    (tx, chain) =>
      sql`update audit_events set body = replace(body, 'organization.updated', 'organization.deleted')
        where chain_id = ${chain} and sequence = 2`.execute(tx),
  ],
  [
    'a body with one space more',
    'hash',
    (tx, chain) =>
      sql`update audit_events set body = body || ' ' where chain_id = ${chain} and sequence = 2`.execute(tx),
  ],
  ['an edited hash', 'hash', set('hash', Buffer.alloc(32, 1))],
  ['an edited action', 'columns', set('action', 'key.created')],
  ['an edited target', 'columns', set('target_id', 'org_other')],
  [
    'edited details',
    'details',
    (tx, chain) =>
      sql`update audit_details set details = '{}' where event_id = ${eventId(chain, 2)}`.execute(tx),
  ],
  [
    'another salt',
    'details',
    (tx, chain) =>
      sql`update audit_details set salt = ${Buffer.alloc(16)} where event_id = ${eventId(chain, 2)}`.execute(
        tx,
      ),
  ],
  [
    'deleted details',
    'details_missing',
    (tx, chain) => sql`delete from audit_details where event_id = ${eventId(chain, 2)}`.execute(tx),
  ],
  ['an event deleted from the middle', 'missing', (tx, chain) => removeFrom(tx, chain, 2, 2)],
  ['a deleted tail', 'missing', (tx, chain) => removeFrom(tx, chain, 4, 4)],
  ['all events deleted', 'missing', (tx, chain) => removeFrom(tx, chain, 1, 4)],
  ['two swapped events', 'hash', swapRows],
  ['two events with swapped details', 'details', swapDetails],
  [
    'an event inserted at the end',
    'head',
    (tx, chain) =>
      sql`insert into audit_events (chain_id, sequence, id, action, target_id, body, hash)
        select chain_id, 5, 'aud_forged' || ${chain}, action, target_id, body, hash from audit_events
        where chain_id = ${chain} and sequence = 4`.execute(tx),
  ],
  [
    'a head that was set back',
    'head',
    (tx, chain) =>
      sql`update audit_heads set sequence = 3, hash = (select hash from audit_events where chain_id = ${chain} and sequence = 3)
        where chain_id = ${chain}`.execute(tx),
  ],
  [
    'a head that was removed',
    'head',
    (tx, chain) => sql`delete from audit_heads where chain_id = ${chain}`.execute(tx),
  ],
  [
    'an edited head',
    'head',
    (tx, chain) =>
      sql`update audit_heads set hash = ${Buffer.alloc(32, 1)} where chain_id = ${chain}`.execute(tx),
  ],
]

onBothDatabases(suite => {
  /** An organization with a chain of four events. */
  async function chainOfFour(): Promise<string> {
    const { id } = await suite.organization()
    for (const name of ['B', 'C', 'D'])
      await updateOrganization(suite.ctx, { organizationId: id, patch: { name } })
    return id
  }

  test('a chain that nobody touched verifies, up to the head of its last event', async () => {
    const organizationId = await chainOfFour()
    const verified = await verifyAudit(suite.ctx, { organizationId })
    expect(verified).toMatchObject({ valid: true, events: 4, head: expect.stringMatching(/^[0-9a-f]{64}$/) })
    expect(await verifyAudit(suite.ctx)).toMatchObject({ valid: true })
  })

  describe('finds', () => {
    test.each(tamperings)('%s', async (_, reason, act) => {
      const organizationId = await chainOfFour()
      await suite.write(null, tx => act(tx, organizationId))
      const verified = await verifyAudit(suite.ctx, { organizationId })
      expect(verified).toMatchObject({ valid: false, firstBroken: { chainId: organizationId, reason } })
      expect(await verifyAudit(suite.ctx)).toMatchObject({ valid: false })
    })
  })

  test('a cut tail with a head made to fit shows against a head that was kept elsewhere', async () => {
    const organizationId = await chainOfFour()
    const outside = await verifyAudit(suite.ctx, { organizationId })
    await suite.write(null, async tx => {
      await removeFrom(tx, organizationId, 4, 4)
      await sql`update audit_heads set sequence = 3, hash = (select hash from audit_events where chain_id = ${organizationId} and sequence = 3)
                where chain_id = ${organizationId}`.execute(tx)
    })
    const verified = await verifyAudit(suite.ctx, { organizationId })
    expect(verified).toMatchObject({ valid: true, events: 3 })
    expect(verified).not.toMatchObject({ head: outside.valid && outside.head })
  })

  test('a chain that is gone with its head, of an organization that is there or was deleted', async () => {
    const organizationId = await chainOfFour()
    const untouched = await chainOfFour()
    await deleteOrganization(suite.ctx, { organizationId })
    await suite.write(null, async tx => {
      await removeFrom(tx, organizationId, 1, 5)
      await sql`delete from audit_heads where chain_id = ${organizationId}`.execute(tx)
    })
    const firstBroken = { chainId: organizationId, sequence: 1, reason: 'missing' }
    expect(await verifyAudit(suite.ctx, { organizationId })).toEqual({ valid: false, firstBroken })
    expect(await verifyAudit(suite.ctx)).toMatchObject({ valid: false })
    expect(await verifyAudit(suite.ctx, { organizationId: untouched })).toMatchObject({ valid: true })
  })

  test('asks for audit:read, and for the own organization where the key is confined', async () => {
    const organizationId = await chainOfFour()
    const other = await suite.organization()
    const confined = suite.as({ reach: { organizationId } })
    expect(await verifyAudit(confined)).toMatchObject({
      valid: true,
      events: 4,
      chains: [{ chainId: organizationId }],
    })
    await expect(verifyAudit(confined, { organizationId: other.id })).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(verifyAudit(suite.as({ scopes: ['keys:read'] }))).rejects.toMatchObject({
      code: 'insufficient_scope',
    })
    await expect(verifyAudit(suite.as({ reach: { apiId: 'api_x' } }))).rejects.toMatchObject({
      code: 'insufficient_permission',
    })
  })
})

onBothDatabases(suite => {
  test('every organization has a chain from the start, and an installation whose own is gone is found out', async () => {
    expect(await verifyAudit(suite.ctx)).toMatchObject({ valid: true })
    await suite.write(null, async tx => {
      await removeFrom(tx, installationChain, 1, 1_000)
      await sql`delete from audit_heads where chain_id = ${installationChain}`.execute(tx)
    })
    const firstBroken = { chainId: installationChain, sequence: 1, reason: 'missing' }
    expect(await verifyAudit(suite.ctx)).toEqual({ valid: false, firstBroken })
  })
})
