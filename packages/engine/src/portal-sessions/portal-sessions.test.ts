import { randomBytes } from 'node:crypto'
import type { PortalPermission } from '@keyturn/core'
import { describe, expect, test } from 'vitest'
import { deleteApi } from '../apis/delete-api.ts'
import { updateApi } from '../apis/update-api.ts'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { verifyAudit } from '../audit/verify-audit.ts'
import { forgetSignIns } from '../jobs/forget-sign-ins.ts'
import { createKey } from '../keys/create-key.ts'
import { getKey } from '../keys/get-key.ts'
import { listKeys } from '../keys/list-keys.ts'
import { revokeKey } from '../keys/revoke-key.ts'
import { updateKey } from '../keys/update-key.ts'
import type { Context } from '../mutate/context.ts'
import { IdempotentRequest } from '../mutate/idempotent-request.ts'
import { deleteOrganization } from '../organizations/delete-organization.ts'
import { eraseAuditDetails } from '../organizations/erase-audit-details.ts'
import { listOrganizations } from '../organizations/list-organizations.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { approveResetRequest } from '../requests/approve-reset-request.ts'
import { createResetRequest } from '../requests/create-reset-request.ts'
import { getSession } from '../sessions/get-session.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson } from '../testing/people.ts'
import { updateUser } from '../users/update-user.ts'
import { type CreatePortalSessionInput, createPortalSession } from './create-portal-session.ts'
import { endPortalSession } from './end-portal-session.ts'
import { findPortalOrigins } from './find-portal-origins.ts'
import { findPortalSession } from './find-portal-session.ts'
import { getPortalSession } from './get-portal-session.ts'
import { redeemPortalSession } from './redeem-portal-session.ts'

const ended = { code: 'session_ended' }
const grace = { id: 'user_1042', name: 'Grace Hopper' }
const minuteMs = 60_000
const origin = 'https://app.example.com'

onBothDatabases(suite => {
  /** A customer with a key of an API, and the management key of the product that sends its people. */
  async function product() {
    const { key } = await suite.key()
    const { apiId, organizationId } = key
    await updateApi(suite.ctx, { apiId, patch: { portalOrigins: [origin], console: { portalName: 'Desk' } } })
    const made = await createKey(suite.ctx, { apiId: await builtin(), name: 'Desk', scopes: ['*'] })
    const backend = suite.as({ keyId: made.result.key.id })
    return { apiId, organizationId, keyId: key.id, makerId: made.result.key.id, backend }
  }

  async function builtin(): Promise<string> {
    const { id } = await suite.ctx.storage.lookups
      .selectFrom('apis')
      .select('id')
      .where('builtin', '=', 1)
      .executeTakeFirstOrThrow()
    return id
  }

  type Product = Awaited<ReturnType<typeof product>>

  async function link(from: Product, input: Partial<CreatePortalSessionInput> = {}): Promise<Buffer> {
    const linkDigest = randomBytes(32)
    const { apiId, organizationId } = from
    const permissions: PortalPermission[] = ['view_keys', 'manage_keys']
    const all = { apiId, organizationId, actor: grace, permissions, linkDigest, ...input }
    await createPortalSession(from.backend, all)
    return linkDigest
  }

  /** Somebody who has come in: their requests, as long as they are let in. */
  async function open(from: Product, input: Partial<CreatePortalSessionInput> = {}) {
    const digest = randomBytes(32)
    const redeemed = await redeemPortalSession(suite.ctx, { linkDigest: await link(from, input), digest })
    if (redeemed.status !== 'open') throw new Error('it did not open')
    const { session } = redeemed
    const presented = { id: session.id, digest }
    const request = async (ctx: Context = suite.ctx) => {
      const principal = await findPortalSession(ctx, presented)
      return { ...ctx, principal, reach: principal.reach }
    }
    return { session, presented, request }
  }

  /** A request that may be sent again. */
  const repeatable = (ctx: Context): Context => ({
    ...ctx,
    request: {
      ...ctx.request,
      idempotency: new IdempotentRequest({ key: randomBytes(8).toString('hex'), body: '{}' }),
    },
  })

  const later = (ms: number) => ({
    ...suite.ctx,
    clock: { ...suite.ctx.clock, now: () => suite.ctx.clock.now() + ms },
  })

  test('who comes in does what they were given with the keys of that API, there and nowhere else', async () => {
    const from = await product()
    const other = await suite.key({ organizationId: from.organizationId })
    const ctx = await (await open(from)).request()
    expect((await listKeys(ctx)).data.map(({ id }) => id)).toEqual([from.keyId])
    expect((await listOrganizations(ctx)).data.map(({ id }) => id)).toEqual([from.organizationId])
    await expect(getKey(ctx, { keyId: other.key.id })).rejects.toMatchObject({ code: 'not_found' })
    const foreign = { organizationId: from.organizationId, apiId: other.key.apiId, name: 'X' }
    await expect(createKey(ctx, foreign)).rejects.toMatchObject({ code: 'not_found' })
    const { apiId, organizationId } = from
    const { result } = await createKey(ctx, { apiId, organizationId, name: 'Mine' })
    expect(result.key.createdBy).toEqual({ type: 'portal', ...grace })
    for (const beyond of [
      updateOrganization(ctx, { organizationId, patch: { name: 'X' } }),
      updateApi(ctx, { apiId, patch: { name: 'X' } }),
      listAuditEvents(ctx),
      updateUser(ctx, { name: 'X' }),
    ]) {
      await expect(beyond).rejects.toMatchObject({ code: 'insufficient_permission' })
    }
    await expect(getSession(ctx)).rejects.toMatchObject(ended)
  })

  test('what they do is in the log under who they are, and their name is not in what is hashed', async () => {
    const from = await product()
    const portal = await open(from)
    const { apiId, organizationId } = from
    await createKey(await portal.request(), { apiId, organizationId, name: 'Mine' })
    await endPortalSession(await portal.request())
    const { data } = await listAuditEvents(suite.ctx, { organizationId, limit: 4 })
    expect(data.map(({ action, actor }) => [action, actor.type, actor.id, actor.name])).toEqual([
      ['portal_session.ended', 'portal', grace.id, grace.name],
      ['key.created', 'portal', grace.id, grace.name],
      ['portal_session.started', 'portal', grace.id, grace.name],
      ['portal_session.created', 'key', from.makerId, 'Caller'],
    ])
    expect(data[3]?.details).toMatchObject({
      after: { apiId, for: grace, permissions: ['view_keys', 'manage_keys'] },
    })
    const hashed = await suite.ctx.storage.lookups
      .selectFrom('audit_events')
      .select('body')
      .where('chain_id', '=', organizationId)
      .execute()
    expect(JSON.stringify(hashed)).not.toContain(grace.name)
    await expect(portal.request()).rejects.toMatchObject(ended)
  })

  test('a link opens once, however many come with it at the same moment and on whichever node', async () => {
    const from = await product()
    const node = suite.database === 'postgres' ? await suite.test.addNode() : null
    const ctxs = [suite.ctx, node ? node.context(suite.ctx.principal, suite.ctx.request) : suite.ctx]
    const linkDigest = await link(from, { returnUrl: `${origin}/settings` })
    const tries = Array.from({ length: 12 }, (_, index) =>
      redeemPortalSession(ctxs[index % 2] ?? suite.ctx, { linkDigest, digest: randomBytes(32) }),
    )
    const answers = await Promise.all(tries)
    await node?.close()
    expect(answers.filter(({ status }) => status === 'open')).toHaveLength(1)
    const home = { portalName: 'Desk', portalOrigins: [origin], returnUrl: `${origin}/settings` }
    expect(answers.find(({ status }) => status === 'over')).toMatchObject({ home })
  })

  test('a link is good for five minutes and its session for an hour, used or not', async () => {
    const from = await product()
    const digest = randomBytes(32)
    const late = await redeemPortalSession(later(5 * minuteMs), { linkDigest: await link(from), digest })
    expect(late).toMatchObject({ status: 'over' })
    const portal = await open(from)
    await portal.request(later(59 * minuteMs))
    await expect(portal.request(later(60 * minuteMs))).rejects.toMatchObject(ended)
  })

  test('an unknown link, another value and another id open nothing', async () => {
    const from = await product()
    const { presented } = await open(from)
    const unknown = { linkDigest: randomBytes(32), digest: randomBytes(32) }
    await expect(redeemPortalSession(suite.ctx, unknown)).rejects.toMatchObject({ code: 'not_found' })
    for (const wrong of [
      { ...presented, digest: randomBytes(32) },
      { ...presented, id: (await open(from)).session.id },
    ]) {
      await expect(findPortalSession(suite.ctx, wrong)).rejects.toMatchObject(ended)
    }
  })

  describe('it closes as soon as it was answered that', () => {
    const ends: Record<string, (from: Product) => Promise<unknown>> = {
      'the key that vouched is revoked': ({ makerId }) => revokeKey(suite.ctx, { keyId: makerId }),
      'the key that vouched is disabled': ({ makerId }) =>
        updateKey(suite.ctx, { keyId: makerId, patch: { enabled: false } }),
      'the key that vouched lost a scope of what it gave': ({ makerId }) =>
        updateKey(suite.ctx, { keyId: makerId, patch: { scopes: ['portal:write', 'keys:read'] } }),
      'the key that vouched lost the scope to vouch': ({ makerId }) =>
        updateKey(suite.ctx, { keyId: makerId, patch: { scopes: ['keys:read', 'keys:write'] } }),
      'the organization is suspended': ({ organizationId }) =>
        updateOrganization(suite.ctx, { organizationId, patch: { suspended: true } }),
      'the organization is deleted': ({ organizationId }) =>
        deleteOrganization(suite.ctx, { organizationId }),
    }
    test.each(Object.entries(ends))('%s', async (_, end) => {
      const from = await product()
      const portal = await open(from)
      const unused = await link(from)
      const underWay = await portal.request()
      await end(from)
      await expect(portal.request()).rejects.toMatchObject(ended)
      // A request that was let in before changes nothing any more either.
      const change = updateKey(underWay, { keyId: from.keyId, patch: { name: 'Late' } })
      await expect(change).rejects.toThrow()
      const again = await redeemPortalSession(suite.ctx, { linkDigest: unused, digest: randomBytes(32) })
      expect(again).toMatchObject({ status: 'over' })
    })

    test('the API is deleted', async () => {
      const from = await product()
      const portal = await open(from)
      await revokeKey(suite.ctx, { keyId: from.keyId })
      await deleteApi(suite.ctx, { apiId: from.apiId })
      await expect(portal.request()).rejects.toMatchObject(ended)
      expect(await findPortalOrigins(suite.ctx, from.apiId)).toEqual([])
    })

    test('the key that vouched expires', async () => {
      const from = await product()
      const expiresAt = new Date(suite.ctx.clock.now() + 2 * minuteMs).toISOString()
      await updateKey(suite.ctx, { keyId: from.makerId, patch: { expiresAt } })
      const portal = await open(from)
      expect(portal.session.expiresAt).toBe(expiresAt)
      await expect(portal.request(later(2 * minuteMs))).rejects.toMatchObject(ended)
    })
  })

  describe('is not made', () => {
    test('with permissions that the key does not cover', async () => {
      const from = await product()
      const narrow = {
        ...from,
        backend: suite.as({ scopes: ['portal:write', 'keys:read'], keyId: from.makerId }),
      }
      const refused = link(narrow, { permissions: ['view_keys', 'reveal_keys'] })
      await expect(refused).rejects.toMatchObject({ code: 'insufficient_scope' })
      await expect(link(narrow, { permissions: ['view_keys'] })).resolves.toBeDefined()
    })

    test('out of reach, for keys of Keyturn, for the vendor itself, or for whom is suspended', async () => {
      const [from, foreign] = [await product(), await product()]
      const reach = { organizationId: from.organizationId, apiId: from.apiId }
      const confined = { ...from, backend: suite.as({ reach, keyId: from.makerId }) }
      await link(confined)
      const { organizationId, apiId } = foreign
      for (const beyond of [{ organizationId }, { apiId }])
        await expect(link(confined, beyond)).rejects.toMatchObject({ code: 'not_found' })
      const ofKeyturn = link(from, { apiId: await builtin() })
      await expect(ofKeyturn).rejects.toMatchObject({ errors: [{ pointer: '/apiId' }] })
      await updateOrganization(suite.ctx, { organizationId: from.organizationId, patch: { suspended: true } })
      await expect(link(from)).rejects.toMatchObject({ errors: [{ pointer: '/organizationId' }] })
    })

    test.each([
      'https://evil.example/',
      'https://app.example.com.evil.example/',
      'http://app.example.com/',
      'https://app.example.com:8443/',
    ])('to lead back to %s', async returnUrl => {
      const refused = link(await product(), { returnUrl })
      await expect(refused).rejects.toMatchObject({ errors: [{ pointer: '/returnUrl' }] })
    })

    test('by people and by the system', async () => {
      const from = await product()
      const refused = link({ ...from, backend: suite.ctx })
      await expect(refused).rejects.toMatchObject({ code: 'insufficient_permission' })
    })
  })

  test('shows itself, and the API says whose pages may frame it', async () => {
    const from = await product()
    const { request, session } = await open(from, { theme: { accent: '#aa3366' } })
    const shown = await getPortalSession(await request())
    expect(shown).toEqual(session)
    expect(shown).toMatchObject({
      actor: grace,
      portalName: 'Desk',
      theme: { scheme: 'auto', accent: '#aa3366' },
    })
    expect(await findPortalOrigins(suite.ctx, from.apiId)).toEqual([origin])
    expect(await findPortalOrigins(suite.ctx, 'api_unknown')).toEqual([])
  })

  test('somebody who asks for a reset is named to who decides', async () => {
    const from = await product()
    const ctx = await (await open(from, { permissions: ['view_keys'] })).request()
    const { result } = await createResetRequest(ctx, { keyId: from.keyId, reason: 'It was in a log' })
    expect(result.requestedBy).toEqual({ type: 'portal', ...grace })
    const approval = approveResetRequest(ctx, { requestId: result.id })
    await expect(approval).rejects.toMatchObject({ code: 'insufficient_permission' })
  })

  test('who asks there is nobody’s namesake: a member whose id the vendor uses for them is told', async () => {
    const from = await product()
    const { organizationId, keyId } = from
    const keeper = await addPerson(suite, { organizationId, permissions: ['manage_keys'] })
    const actor = { id: keeper.userId, name: 'Grace Hopper' }
    const ctx = await (await open(from, { actor, permissions: ['view_keys'] })).request()
    await createResetRequest({ ...ctx, tellsPeople: true }, { keyId, reason: 'It leaked' })
    const told = await suite.ctx.storage.lookups
      .selectFrom('notices')
      .select('recipient')
      .where('organization_id', '=', organizationId)
      .execute()
    expect(told).toEqual([{ recipient: keeper.email }])
  })

  test('when what is known of a deleted organization is erased, no name of theirs is left', async () => {
    const from = await product()
    const { apiId, organizationId } = from
    const { lookups } = suite.ctx.storage
    const asker = await (await open(from, { permissions: ['view_keys'] })).request()
    const { result: asked } = await createResetRequest(asker, { keyId: from.keyId, reason: 'It leaked' })
    const maker = await (await open(from)).request()
    await createKey(repeatable(maker), { apiId, organizationId, name: 'Mine' })
    await approveResetRequest(maker, { requestId: asked.id })
    await link(from)
    const elsewhere = await product()
    const { apiId: otherApiId, organizationId: otherId } = elsewhere
    const neighbour = await (await open(elsewhere)).request()
    await createKey(repeatable(neighbour), { apiId: otherApiId, organizationId: otherId, name: 'Theirs' })
    const answersOf = async (id: string) => {
      const rows = await lookups.selectFrom('replays').select('result').execute()
      return rows.filter(({ result }) => result.includes(id)).map(({ result }) => result)
    }
    const stored = async () =>
      JSON.stringify([
        await lookups.selectFrom('keys').selectAll().where('organization_id', '=', organizationId).execute(),
        await lookups
          .selectFrom('requests')
          .selectAll()
          .where('organization_id', '=', organizationId)
          .execute(),
        await lookups
          .selectFrom('portal_sessions')
          .selectAll()
          .where('organization_id', '=', organizationId)
          .execute(),
      ])
    await deleteOrganization(suite.ctx, { organizationId })
    expect((await stored()).split(grace.name).length - 1).toBe(6)
    expect(await answersOf(organizationId)).toEqual([expect.stringContaining(grace.name)])
    await eraseAuditDetails(suite.ctx, { organizationId })
    expect(await answersOf(organizationId)).toEqual([])
    expect(await answersOf(otherId)).toHaveLength(1)
    expect(await stored()).not.toContain(grace.name)
    expect(await stored()).toContain(grace.id)
    expect(await verifyAudit(suite.ctx, { organizationId })).toMatchObject({ valid: true })
  })

  test('what is over is known for a day, and then removed', async () => {
    const from = await product()
    const linkDigest = await link(from)
    const { clock, storage } = suite.ctx
    await forgetSignIns(storage, clock.now() + 60 * minuteMs)
    const old = await redeemPortalSession(later(60 * minuteMs), { linkDigest, digest: randomBytes(32) })
    expect(old).toMatchObject({ status: 'over' })
    await forgetSignIns(storage, clock.now() + 1446 * minuteMs)
    const gone = redeemPortalSession(suite.ctx, { linkDigest, digest: randomBytes(32) })
    await expect(gone).rejects.toMatchObject({ code: 'not_found' })
  })
})
