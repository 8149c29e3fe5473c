import { randomBytes } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bulkRevokeKeys } from '../keys/bulk-revoke-keys.ts'
import { createKey } from '../keys/create-key.ts'
import { deleteKey } from '../keys/delete-key.ts'
import { importKeys } from '../keys/import-keys.ts'
import { revealKey } from '../keys/reveal-key.ts'
import { revokeKey } from '../keys/revoke-key.ts'
import { rotateKey } from '../keys/rotate-key.ts'
import { updateKey } from '../keys/update-key.ts'
import type { Context } from '../mutate/context.ts'
import { updateOrganization } from '../organizations/update-organization.ts'
import { insertNotices, pruneNotices } from '../outbox/notice-queries.ts'
import { useSecondFactor } from '../second-factors/use-second-factor.ts'
import { startSession } from '../sessions/start-session.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { updateUser } from '../users/update-user.ts'
import { deliverNotice, pauseAfter } from './deliver-notice.ts'
import type { Handover, Notice } from './notice.ts'
import { spreadSources, toldEveryMs } from './spread-sources.ts'
import { type Person, people } from './testing/people.ts'

type Sent = { id: string; to: string; notice: Notice }

const minuteMs = 60_000

onBothDatabases(suite => {
  let now = Date.UTC(2026, 10, 21, 9)
  let sent: Sent[] = []
  let answers: Handover[] = []
  let logged: object[] = []

  /** As an engine that sends mail, at the present moment of this test. */
  function telling(ctx: Context = suite.ctx): Context {
    const { monotonic } = suite.ctx.clock
    return { ...ctx, tellsPeople: true, clock: { now: () => now, monotonic } }
  }
  const parts = (nodeId = 'node_1') => ({
    storage: suite.ctx.storage,
    clock: telling().clock,
    nodeId,
    log: {
      debug: () => {},
      info: () => {},
      warn: (entry: object) => logged.push(entry),
      error: (entry: object) => logged.push(entry),
    },
    deliver: async (letter: Sent): Promise<Handover> => {
      const answer = answers.shift() ?? { outcome: 'accepted' }
      if (answer.outcome === 'accepted') sent.push(letter)
      return answer
    },
  })
  async function deliverAll(): Promise<string[]> {
    const outcomes: string[] = []
    for (;;) {
      const outcome = await deliverNotice(parts())
      if (outcome === 'none') return outcomes
      outcomes.push(outcome)
    }
  }
  /** Lets time pass until everything is due, and sends it. */
  async function tell(): Promise<Sent[]> {
    now += toldEveryMs + 10_000
    await spreadSources(parts())
    await deliverAll()
    return sent.splice(0)
  }
  const keysOf = (letters: Sent[]) =>
    letters.flatMap(({ to, notice }) => (notice.kind === 'keys' ? [{ to, ...notice }] : []))
  const person = (input: Partial<Person> & { organizationId?: string } = {}) => people(suite).join(input)

  let apiId = ''
  beforeAll(async () => {
    apiId = (await suite.api({ reveal: 'anytime' })).id
  })
  beforeEach(async () => {
    await tell()
    ;[sent, answers, logged] = [[], [], []]
  })
  async function staffed(permissions = ['manage_keys']) {
    const organization = await suite.organization({ timezone: 'Europe/Berlin' })
    const keeper = await person({ organizationId: organization.id, permissions })
    return {
      organizationId: organization.id,
      keeper,
      input: { apiId, organizationId: organization.id, name: 'Sync' },
    }
  }

  describe('what is done to a key', () => {
    test('is told with what, which, when, by whom and from where, and never with its token', async () => {
      const { organizationId, keeper, input } = await staffed()
      const request = { ...suite.ctx.request, ip: '203.0.113.7', userAgent: 'curl/8' }
      const caller = { ...telling(suite.as({ name: 'Deploy bot' })), request }
      const { key, secret } = (await createKey(caller, input)).result
      const at = now
      const [letter, ...others] = keysOf(await tell())
      expect(others).toEqual([])
      expect(letter).toEqual({
        to: keeper.email,
        kind: 'keys',
        organizationName: 'Acme',
        timezone: 'Europe/Berlin',
        totals: { 'key.created': 1 },
        events: [
          {
            action: 'key.created',
            keyName: 'Sync',
            start: key.start,
            at,
            by: 'the API key Deploy bot',
            ip: '203.0.113.7',
            userAgent: 'curl/8',
          },
        ],
      })
      expect(JSON.stringify(letter)).not.toContain(secret)
      const stored = await suite.ctx.storage.lookups.selectFrom('notices').selectAll().execute()
      expect(JSON.stringify(stored.filter(row => row.organization_id === organizationId))).not.toContain(
        'Sync',
      )
    })

    test('is told of creates, reveals, resets, revocations and deletions, and of no other change', async () => {
      const { input } = await staffed()
      const ctx = telling()
      const { key } = (await createKey(ctx, input)).result
      const keyId = key.id
      await updateKey(ctx, { keyId, patch: { name: 'Renamed' } })
      await revealKey(ctx, { keyId })
      await rotateKey(ctx, { keyId })
      await revokeKey(ctx, { keyId })
      await deleteKey(ctx, { keyId })
      const [letter] = keysOf(await tell())
      expect(letter?.events.map(({ action }) => action)).toEqual([
        'key.created',
        'key.revealed',
        'key.rotated',
        'key.revoked',
        'key.deleted',
      ])
      expect(new Set(letter?.events.map(({ start }) => start === null))).toEqual(new Set([false]))
    })

    test('is told to those who administer or manage keys, have joined, and want to know', async () => {
      const { organizationId, keeper, input } = await staffed()
      const administrator = await person({ organizationId, permissions: ['administer'] })
      await person({ organizationId, permissions: ['view_keys', 'manage_users'] })
      await person({ organizationId, permissions: ['manage_keys'], keyNotices: false })
      await person({ organizationId, permissions: ['manage_keys'], verified: false })
      await person({ organizationId, permissions: ['manage_keys'], disabled: true })
      await person({ organizationId, permissions: ['manage_keys'], joined: false })
      await staffed()
      await createKey(telling(), input)
      const told = keysOf(await tell()).map(({ to }) => to)
      expect(told.sort()).toEqual([administrator.email, keeper.email].sort())
    })

    test('is told by the name of the person who did it', async () => {
      const { input, keeper } = await staffed(['administer'])
      const ctx = telling({ ...suite.ctx, principal: keeper.principal })
      await createKey(ctx, input)
      expect(keysOf(await tell())[0]?.events[0]?.by).toBe(`${keeper.name} (${keeper.email})`)
    })

    test('a thousand keys at once are one letter that lists the first and counts all', async () => {
      const { input } = await staffed()
      const keys = Array.from({ length: 1_000 }, () => ({
        ...input,
        sha256: randomBytes(32).toString('hex'),
      }))
      const { data } = (await importKeys(telling(), { keys })).result
      const keyIds = data.slice(0, 30).map(({ id }) => id)
      await bulkRevokeKeys(telling(), { keyIds, reason: 'Test' })
      const letters = keysOf(await tell())
      expect(letters).toMatchObject([{ totals: { 'key.created': 1_000, 'key.revoked': 30 } }])
      expect(letters[0]?.events).toHaveLength(20)
    })

    test('people are told once in five minutes at the most, of as much as there was', async () => {
      const { input } = await staffed()
      await createKey(telling(), input)
      expect(keysOf(await tell())).toHaveLength(1)
      now += 1_000
      for (let minute = 0; minute < 4; minute++) {
        await createKey(telling(), input)
        now += minuteMs
        await spreadSources(parts())
      }
      expect(await deliverAll()).toEqual([])
      expect(keysOf(await tell())).toMatchObject([{ totals: { 'key.created': 4 } }])
    })

    test('is told of nothing that was not done', async () => {
      const { input } = await staffed()
      await expect(createKey(telling(), { ...input, scopes: ['no:such'] })).rejects.toThrow()
      expect(keysOf(await tell())).toEqual([])
    })

    test('is not written down where no mail is sent', async () => {
      const { input } = await staffed()
      await createKey(suite.ctx, input)
      const waiting = await suite.ctx.storage.lookups.selectFrom('notice_sources').selectAll().execute()
      expect([waiting, keysOf(await tell())]).toEqual([[], []])
    })

    test('an organization whose details were erased, or that was renamed, is told of as it is', async () => {
      const { input, organizationId } = await staffed()
      await createKey(telling(), input)
      await updateOrganization(suite.ctx, { organizationId, patch: { name: 'Renamed' } })
      await suite.write(null, tx => tx.deleteFrom('audit_details').execute())
      expect(keysOf(await tell())).toMatchObject([{ organizationName: 'Renamed', events: [{ start: null }] }])
    })
  })

  describe('a sign-in', () => {
    const signIn = (who: Person, place: { ip: string | null; userAgent: string | null }) => {
      const ctx = telling()
      const input = {
        userId: who.userId,
        digest: randomBytes(32),
        method: 'password' as const,
        withSecondFactor: false,
      }
      return startSession({ ...ctx, request: { ...ctx.request, ...place } }, input)
    }
    const home = { ip: '203.0.113.7', userAgent: 'Firefox' }

    test('is told to who signed in, also to who wants to hear of no keys, and at once', async () => {
      const { organizationId } = await staffed()
      const who = await person({ organizationId, keyNotices: false })
      await signIn(who, home)
      await spreadSources(parts())
      await deliverAll()
      expect(sent).toMatchObject([
        {
          to: who.email,
          notice: { kind: 'account', action: 'session.started', timezone: 'Europe/Berlin', ...home, at: now },
        },
      ])
    })

    test('is not told again from where they are signed in', async () => {
      const who = await person()
      await signIn(who, home)
      expect(await tell()).toHaveLength(1)
      await signIn(who, home)
      expect(await tell()).toHaveLength(0)
      await signIn(who, { ...home, ip: '203.0.113.8' })
      expect(await tell()).toHaveLength(1)
    })
  })

  test('a change of how somebody signs in is told to them, in their timezone', async () => {
    const who = await person({ keyNotices: false })
    await updateUser({ ...telling(), principal: who.principal }, { timezone: 'Asia/Tokyo' })
    const recoveryDigest = randomBytes(32)
    const code = { id: `rec_${who.userId}`, user_id: who.userId, digest: recoveryDigest, created_at: now }
    await suite.write(null, tx =>
      tx
        .insertInto('recovery_codes')
        .values({ ...code, used_at: null })
        .execute(),
    )
    await useSecondFactor(telling(), { userId: who.userId, digest: null, code: { recoveryDigest } })
    const notice = { kind: 'account', action: 'user.recovery_code_used', timezone: 'Asia/Tokyo' }
    expect(await tell()).toMatchObject([{ to: who.email, notice }])
  })

  describe('delivery', () => {
    async function waiting(count = 1): Promise<string[]> {
      const drafts = await Promise.all(
        Array.from({ length: count }, async () => {
          const { email: recipient } = await person()
          return { kind: 'password_reset' as const, recipient, details: { ip: null, userAgent: null } }
        }),
      )
      await suite.write(null, tx => insertNotices(suite.ctx.storage, tx, { drafts, now }))
      return drafts.map(({ recipient }) => recipient)
    }
    const rowOf = (recipient = '') =>
      suite.ctx.storage.lookups
        .selectFrom('notices')
        .selectAll()
        .where('recipient', '=', recipient)
        .executeTakeFirst()

    test('each letter is sent once by however many nodes', async () => {
      const recipients = await waiting(20)
      const work = async (nodeId: string) => {
        while ((await deliverNotice(parts(nodeId))) !== 'none');
      }
      await Promise.all(['node_1', 'node_2', 'node_3'].map(work))
      await work('node_1')
      expect(sent.map(({ to }) => to).sort()).toEqual(recipients.sort())
    })

    test('each person is told once by however many nodes', async () => {
      const { input } = await staffed()
      for (let index = 0; index < 5; index++) await createKey(telling(), input)
      now += toldEveryMs
      await Promise.all(Array.from({ length: 4 }, () => spreadSources(parts())))
      await deliverAll()
      expect(keysOf(sent)).toMatchObject([{ totals: { 'key.created': 5 } }])
    })

    test('a letter whose sender died is sent by another when its claim has run out', async () => {
      const [recipient] = await waiting()
      const dying = { ...parts('node_dead'), deliver: () => Promise.reject(new Error('killed')) }
      await expect(deliverNotice(dying)).rejects.toThrow('killed')
      expect(await deliverAll()).toEqual([])
      now += 3 * minuteMs
      expect(await deliverAll()).toEqual(['accepted'])
      expect(sent).toMatchObject([{ to: recipient, id: (await rowOf(recipient))?.id }])
    })

    test('a mail server that is away loses nothing, and is asked less and less often', async () => {
      const [recipient] = await waiting()
      const away: Handover = { outcome: 'delayed', reason: 'ECONNECTION', isServerAway: true }
      answers = [away, away, away]
      const pauses: number[] = []
      for (const _ of answers.slice()) {
        const begun = now
        expect(await deliverNotice(parts())).toBe('server_away')
        expect(await deliverNotice(parts())).toBe('none')
        now = (await rowOf(recipient))?.due_at ?? 0
        pauses.push(now - begun)
      }
      expect(pauses).toEqual([15_000, 30_000, 60_000])
      expect(pauseAfter(1_000)).toBe(15 * minuteMs)
      expect(await deliverAll()).toEqual(['accepted'])
      expect(await rowOf(recipient)).toMatchObject({
        status: 'sent',
        sent_at: now,
        details: '{}',
        last_error: null,
      })
    })

    test('a letter that is refused, and one that was tried for too long, are kept and said', async () => {
      const [refused] = await waiting()
      answers = [{ outcome: 'refused', reason: 'EENVELOPE 550' }]
      expect(await deliverAll()).toEqual(['refused'])
      const [old] = await waiting()
      now += 86_400_000
      answers = [{ outcome: 'delayed', reason: 'ECONNECTION', isServerAway: true }]
      await deliverNotice(parts())
      expect(await rowOf(refused)).toMatchObject({ status: 'dead', last_error: 'EENVELOPE 550' })
      expect(await rowOf(old)).toMatchObject({ status: 'dead', last_error: 'ECONNECTION' })
      expect(logged).toMatchObject([{ reason: 'EENVELOPE 550' }, { reason: 'ECONNECTION' }])
      expect(JSON.stringify(logged)).not.toContain(refused)
      now += 365 * 86_400_000
      expect(await deliverAll()).toEqual([])
    })

    test('a letter that nobody can read holds up no other', async () => {
      const [broken, whole] = await waiting(2)
      await suite.write(null, tx =>
        tx
          .updateTable('notices')
          .set({ details: '{' })
          .where('recipient', '=', broken ?? '')
          .execute(),
      )
      expect((await deliverAll()).sort()).toEqual(['accepted', 'dropped'])
      expect(sent.map(({ to }) => to)).toEqual([whole])
    })

    test('mail that was sent is forgotten in time, mail that was given up later, what waits never', async () => {
      const [given] = await waiting()
      answers = [{ outcome: 'refused', reason: 'x' }]
      await deliverAll()
      const [done] = await waiting()
      await deliverAll()
      const [open] = await waiting()
      const prune = (before: { sent: number; dead: number }) =>
        suite.write(null, tx => pruneNotices(tx, { ...before, limit: 1_000 }))
      await prune({ sent: now, dead: now - 1 })
      expect([await rowOf(done), (await rowOf(given))?.status]).toEqual([undefined, 'dead'])
      await prune({ sent: now, dead: now })
      expect([await rowOf(given), (await rowOf(open))?.status]).toEqual([undefined, 'pending'])
    })
  })
})
