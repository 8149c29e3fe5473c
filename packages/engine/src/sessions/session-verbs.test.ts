import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { setIdentityProvider } from '../identity-providers/set-identity-provider.ts'
import { newId } from '../ids/new-id.ts'
import { listKeys } from '../keys/list-keys.ts'
import { deleteOrganization } from '../organizations/delete-organization.ts'
import { getOrganization } from '../organizations/get-organization.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { beginStep, findStep } from '../second-factors/challenges.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson, requestOf } from '../testing/people.ts'
import { findPasswordOf } from '../users/find-password-of.ts'
import { insertOneTimeToken } from '../users/one-time-token-queries.ts'
import { changePassword } from './change-password.ts'
import { endOtherSessions } from './end-other-sessions.ts'
import { endSession } from './end-session.ts'
import { getSession } from './get-session.ts'
import { listSessions } from './list-sessions.ts'
import { proveSession } from './prove-session.ts'
import { resetPassword } from './reset-password.ts'
import { sessionsMax } from './session.ts'
import { startSession } from './start-session.ts'
import { switchSession } from './switch-session.ts'

const ended = { code: 'session_ended' }
const hourMs = 3_600_000

onBothDatabases(suite => {
  async function acme() {
    const { id: organizationId } = await suite.organization()
    return { organizationId, ada: await addPerson(suite, { organizationId, permissions: ['view_keys'] }) }
  }

  /** The system's context so much later. */
  const later = (ms: number) => ({
    ...suite.ctx,
    clock: { ...suite.ctx.clock, now: () => suite.ctx.clock.now() + ms },
  })

  test('a session may do what its member may, in that organization and nowhere else', async () => {
    const { organizationId, ada } = await acme()
    const [own, foreign] = [await suite.key({ organizationId }), await suite.key()]
    const ctx = await ada.request()
    expect((await listKeys(ctx)).data.map(({ id }) => id)).toEqual([own.key.id])
    const elsewhere = getOrganization(ctx, { organizationId: foreign.key.organizationId })
    await expect(elsewhere).rejects.toMatchObject({ code: 'not_found' })
    const change = updateOrganization(ctx, { organizationId, patch: { name: 'Other' } })
    await expect(change).rejects.toMatchObject({ code: 'insufficient_permission' })
    expect(await getSession(ctx)).toMatchObject({
      operator: null,
      organizationId,
      permissions: ['view_keys'],
      user: { email: ada.email },
      memberships: [{ organizationId, singleSignOn: false }],
    })
  })

  test('a person who is a member of nothing reaches nothing', async () => {
    const ctx = await (await addPerson(suite)).request()
    await expect(listKeys(ctx)).rejects.toMatchObject({ code: 'insufficient_permission' })
    expect(await getSession(ctx)).toMatchObject({ organizationId: null, scopes: [], memberships: [] })
  })

  test('a session that was ended is refused at the next request, on every node', async () => {
    const { ada } = await acme()
    const other = await suite.test.addNode()
    try {
      const elsewhere = other.context(suite.ctx.principal, suite.ctx.request)
      await requestOf(elsewhere, ada.digest)
      await endSession(await ada.request())
      await expect(requestOf(elsewhere, ada.digest)).rejects.toMatchObject(ended)
      await expect(ada.request()).rejects.toMatchObject(ended)
    } finally {
      await other.close()
    }
  })

  test('a session ends 12 hours after its last use, and 30 days after it began however much it is used', async () => {
    const { ada } = await acme()
    await requestOf(later(11 * hourMs), ada.digest)
    await requestOf(later(22 * hourMs), ada.digest)
    await expect(requestOf(later(34.1 * hourMs), ada.digest)).rejects.toMatchObject(ended)
    const digest = await ada.signIn()
    for (let hours = 10; hours < 720; hours += 10) await requestOf(later(hours * hourMs), digest)
    await expect(requestOf(later(720.1 * hourMs), digest)).rejects.toMatchObject(ended)
  })

  test('proving who one is, switching and signing in again give a new value, and the old one is worth nothing', async () => {
    const { ada } = await acme()
    const proof = { method: 'password' as const, withSecondFactor: false, digest: randomBytes(32) }
    await proveSession(await ada.request(), proof)
    await expect(ada.request()).rejects.toMatchObject(ended)
    const switched = randomBytes(32)
    const proven = await requestOf(suite.ctx, proof.digest)
    await switchSession(proven, { organizationId: null, digest: switched })
    await expect(requestOf(suite.ctx, proof.digest)).rejects.toMatchObject(ended)
    const again = { userId: ada.userId, method: 'password' as const, withSecondFactor: false }
    await startSession(suite.ctx, { ...again, digest: randomBytes(32), replaces: switched })
    await expect(requestOf(suite.ctx, switched)).rejects.toMatchObject(ended)
  })

  test('the session of somebody else that was planted before a sign-in is over after it', async () => {
    const { ada } = await acme()
    const planted = (await acme()).ada.digest
    await requestOf(suite.ctx, planted)
    const digest = randomBytes(32)
    const input = { userId: ada.userId, method: 'password' as const, withSecondFactor: false }
    await startSession(suite.ctx, { ...input, digest, replaces: planted })
    await expect(requestOf(suite.ctx, planted)).rejects.toMatchObject(ended)
    expect((await requestOf(suite.ctx, digest)).principal).toMatchObject({ userId: ada.userId })
  })

  test('a person switches to organizations that they are a member of; others are answered like none', async () => {
    const { ada } = await acme()
    const { organizationId: foreign } = await acme()
    const refusals = []
    for (const organizationId of [foreign, foreign.replace(/.$/, 'z')]) {
      const switching = switchSession(await ada.request(), { organizationId, digest: randomBytes(32) })
      refusals.push(
        await switching.then(
          () => 'switched',
          ({ code, message }) => ({ code, message }),
        ),
      )
    }
    expect(refusals[0]).toMatchObject({ code: 'not_found' })
    expect(refusals[0]).toEqual(refusals[1])
    expect((await ada.request()).reach).not.toMatchObject({ organizationId: foreign })
  })

  test('an operator reaches everything, and only the organization that they have switched to', async () => {
    const { organizationId } = await acme()
    const { organizationId: another } = await acme()
    const operator = await addPerson(suite, { operator: 'operator' })
    await getOrganization(await operator.request(), { organizationId: another })
    const digest = randomBytes(32)
    await switchSession(await operator.request(), { organizationId, digest })
    const ctx = await requestOf(suite.ctx, digest)
    await getOrganization(ctx, { organizationId })
    await expect(getOrganization(ctx, { organizationId: another })).rejects.toMatchObject({
      code: 'not_found',
    })
  })

  test('sessions are listed to their person alone, and are ended one by one or all at once', async () => {
    const { organizationId, ada } = await acme()
    const bob = await addPerson(suite, { organizationId })
    const [second, third] = [await ada.signIn(), await ada.signIn()]
    const ctx = await ada.request()
    const list = await listSessions(ctx)
    expect(list.map(({ current }) => current)).toEqual([false, false, true])
    const [newest] = list
    const foreign = endSession(await bob.request(), { sessionId: newest?.id })
    await expect(foreign).rejects.toMatchObject({ code: 'not_found' })
    await endSession(ctx, { sessionId: newest?.id })
    await expect(requestOf(suite.ctx, third)).rejects.toMatchObject(ended)
    await requestOf(suite.ctx, second)
    expect((await endOtherSessions(ctx)).result).toEqual({ ended: 1 })
    await expect(requestOf(suite.ctx, second)).rejects.toMatchObject(ended)
    await ada.request()
    await bob.request()
  })

  test('nobody is signed in more than 50 times at once: the session that was used least recently ends', async () => {
    const { ada } = await acme()
    const first = ada.digest
    for (let count = 1; count <= sessionsMax; count++) await ada.signIn()
    await expect(requestOf(suite.ctx, first)).rejects.toMatchObject(ended)
    expect(await listSessions(await requestOf(suite.ctx, await ada.signIn()))).toHaveLength(sessionsMax)
  })

  test('a password is changed by who has just proven who they are, and ends every other session', async () => {
    const { ada } = await acme()
    const other = await ada.signIn()
    const change = { hash: '$argon2id$new', digest: randomBytes(32) }
    const late = await requestOf(later(hourMs / 2), ada.digest)
    await expect(changePassword(late, change)).rejects.toMatchObject({ code: 'reauthentication_required' })
    await requestOf(suite.ctx, other)
    await changePassword(await ada.request(), change)
    await expect(requestOf(suite.ctx, other)).rejects.toMatchObject(ended)
    await expect(ada.request()).rejects.toMatchObject(ended)
    await requestOf(suite.ctx, change.digest)
    expect(await findPasswordOf(suite.ctx, ada)).toMatchObject({ hash: change.hash })
  })

  test('a membership tells of an identity provider while it is switched on', async () => {
    const { organizationId, ada } = await acme()
    const provider = {
      name: 'Acme login',
      issuer: 'https://login.example.com',
      clientId: 'keyturn',
      clientSecret: null,
      emailDomains: ['example.com'],
      organizationId,
    }
    for (const enabled of [true, false, true]) {
      await setIdentityProvider(suite.ctx, { ...provider, enabled })
      const { memberships } = await getSession(await ada.request())
      expect(memberships).toMatchObject([{ organizationId, singleSignOn: enabled }])
    }
  })

  test('what an identity provider begins ends no session that it did not begin', async () => {
    const { organizationId, ada } = await acme()
    const provider = { name: 'Acme login', issuer: 'https://login.example.com', clientId: 'keyturn' }
    const { result } = await setIdentityProvider(suite.ctx, {
      ...provider,
      clientSecret: null,
      emailDomains: ['example.com'],
      organizationId,
    })
    const { memberships } = await getSession(await ada.request())
    expect(memberships).toMatchObject([{ organizationId, singleSignOn: true }])
    const vouched = { method: 'sso' as const, identityProviderId: result.id, organizationId }
    const first = await ada.signIn(vouched)
    for (let count = 1; count <= sessionsMax; count++) await ada.signIn(vouched)
    await ada.request()
    await expect(requestOf(suite.ctx, first)).rejects.toMatchObject(ended)
    expect(await listSessions(await ada.request())).toHaveLength(sessionsMax + 1)
  })

  test.each(['change', 'reset'])(
    'after a %s of the password no sign-in with the one before is left, however they meet',
    async how => {
      const { ada } = await acme()
      await changePassword(await ada.request(), { hash: '$argon2id$old', digest: ada.digest })
      const old = await findPasswordOf(suite.ctx, ada)
      const change = { hash: '$argon2id$new', digest: randomBytes(32) }
      const asked = await ada.request()
      const link = { user_id: ada.userId, digest: randomBytes(32), purpose: 'password_reset' as const }
      const times = { created_at: 0, expires_at: suite.ctx.clock.now() + hourMs }
      await suite.write(null, tx =>
        insertOneTimeToken(tx, { id: newId('ott', suite.ctx.clock.now()), ...link, ...times }),
      )
      const changing = () =>
        how === 'change'
          ? changePassword(asked, change)
          : resetPassword(suite.ctx, { userId: ada.userId, digest: link.digest, hash: change.hash })
      const pending = { purpose: 'second_factor' as const, digest: randomBytes(32), userId: ada.userId }
      await beginStep(suite.ctx, pending)
      const signIns = Array.from({ length: 16 }, (_, index) =>
        index === 8 ? changing().then(() => null) : ada.signIn({ passwordMark: old?.mark }),
      )
      const begun = (await Promise.allSettled(signIns)).map(each =>
        each.status === 'fulfilled' ? each.value : each.reason.code,
      )
      expect(begun[8]).toBeNull()
      for (const digest of begun.filter(value => value instanceof Buffer))
        await expect(requestOf(suite.ctx, digest)).rejects.toMatchObject(ended)
      await expect(ada.signIn({ passwordMark: old?.mark })).rejects.toMatchObject({
        code: 'invalid_credentials',
      })
      expect(await findStep(suite.ctx, pending)).toBeNull()
      const present = await findPasswordOf(suite.ctx, ada)
      await requestOf(suite.ctx, await ada.signIn({ passwordMark: present?.mark }))
    },
  )

  test('who is disabled is out at once and signs in no more', async () => {
    const { ada } = await acme()
    await suite.write(null, tx =>
      tx.updateTable('users').set({ disabled_at: 1 }).where('id', '=', ada.userId).execute(),
    )
    await expect(ada.request()).rejects.toMatchObject(ended)
    await expect(ada.signIn()).rejects.toMatchObject({ code: 'invalid_credentials' })
    expect(await findPasswordOf(suite.ctx, ada)).toBeNull()
  })

  test('while an organization is suspended its members look and change nothing; once it is deleted they are out', async () => {
    const { id: organizationId } = await suite.organization()
    const ada = await addPerson(suite, { organizationId, permissions: ['administer'] })
    await updateOrganization(await ada.request(), { organizationId, patch: { name: 'Acme 2' } })
    await updateOrganization(suite.ctx, { organizationId, patch: { suspended: true } })
    const ctx = await ada.request()
    expect(await getOrganization(ctx, { organizationId })).toMatchObject({ name: 'Acme 2' })
    const change = updateOrganization(ctx, { organizationId, patch: { name: 'Acme 3' } })
    await expect(change).rejects.toMatchObject({ code: 'insufficient_permission' })
    await deleteOrganization(suite.ctx, { organizationId })
    await expect(ada.request()).rejects.toMatchObject(ended)
  })

  test('the database holds no value of a cookie, and what is remembered of a person is not hashed into the chain', async () => {
    const { ada } = await acme()
    const digest = ada.digest.toString('hex')
    const { lookups } = suite.ctx.storage
    const events = await lookups
      .selectFrom('audit_events')
      .select('body')
      .where('body', 'like', '%session.started%')
      .execute()
    expect(events.length).toBeGreaterThan(0)
    expect(JSON.stringify(events)).not.toContain(ada.email)
    expect(JSON.stringify(events)).not.toContain(digest)
  })
})
