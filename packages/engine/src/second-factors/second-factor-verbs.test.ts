import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import type { Context } from '../mutate/context.ts'
import { findSession } from '../sessions/find-session.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson, requestOf } from '../testing/people.ts'
import { challengeAttemptsMax, challengeLifetimeMs } from './challenge.ts'
import { beginStep, findStep, takeStep } from './challenges.ts'
import { confirmTotp } from './confirm-totp.ts'
import { enrolTotp } from './enrol-totp.ts'
import { listSecondFactors, secondFactorMethods } from './list-second-factors.ts'
import { openTotp } from './open-totp.ts'
import { removeTotp } from './remove-totp.ts'
import { replaceRecoveryCodes } from './replace-recovery-codes.ts'
import { countSecondFactorAnswer, type FittingCode, useSecondFactor } from './use-second-factor.ts'

const digest = () => randomBytes(32)
const ended = { code: 'session_ended' }

onBothDatabases(suite => {
  const later = (ctx: Context, ms: number): Context => ({
    ...ctx,
    clock: { ...ctx.clock, now: () => ctx.clock.now() + ms },
  })

  /** Somebody whose authenticator app is asked for from now on, in their renewed session. */
  async function enrolled({ step = 100 } = {}) {
    const person = await addPerson(suite)
    const ctx = await requestOf(suite.ctx, await person.signIn())
    const secret = `SECRET OF ${person.userId}`
    const [recoveryDigests, sessionDigest] = [[digest(), digest()], digest()]
    await enrolTotp(ctx, { secret })
    const opened = await openTotp(ctx, person.userId)
    if (!opened) throw new Error('nothing was enrolled')
    const { result } = await confirmTotp(ctx, { opened, step, recoveryDigests, sessionDigest })
    return {
      person,
      ctx: await requestOf(suite.ctx, sessionDigest),
      secret,
      recoveryDigests,
      sessionDigest,
      result,
    }
  }

  /** A sign-in whose password was right. */
  async function secondStep(userId: string) {
    const step = digest()
    await beginStep(suite.ctx, { purpose: 'second_factor', digest: step, userId })
    return (code: FittingCode) => useSecondFactor(suite.ctx, { userId, digest: step, code })
  }

  describe('an authenticator app', () => {
    test('is asked for once a code has shown that it works, and brings recovery codes', async () => {
      const person = await addPerson(suite)
      const ctx = await requestOf(suite.ctx, await person.signIn())
      await enrolTotp(ctx, { secret: 'first' })
      expect(await secondFactorMethods(ctx, person.userId)).toEqual([])
      await enrolTotp(ctx, { secret: 'second' })
      expect((await openTotp(ctx, person.userId))?.secret).toBe('second')
      const { result, ...there } = await enrolled()
      expect(result).toEqual({ recoveryCodesGiven: true })
      expect(await secondFactorMethods(there.ctx, there.person.userId)).toEqual(['totp', 'recovery_code'])
      expect(await listSecondFactors(there.ctx)).toMatchObject({ passkeys: 0, recoveryCodesLeft: 2 })
      const { data } = await listAuditEvents(suite.ctx, { targetId: there.person.userId })
      expect(data.map(({ action }) => action)).toContain('user.totp_added')
    })

    test('is kept encrypted: neither its secret nor a code is in any row or event', async () => {
      const { person, secret, recoveryDigests } = await enrolled()
      const { lookups } = suite.ctx.storage
      const rows = await lookups.selectFrom('totp_credentials').selectAll().execute()
      const { data } = await listAuditEvents(suite.ctx, { targetId: person.userId })
      expect(rows.some(({ ciphertext }) => ciphertext.includes(secret))).toBe(false)
      expect(JSON.stringify(data)).not.toContain(recoveryDigests[0]?.toString('hex'))
    })

    test('of somebody else does not open as one’s own', async () => {
      const [one, other] = [await enrolled(), await enrolled()]
      const { lookups } = suite.ctx.storage
      const { ciphertext } = await lookups
        .selectFrom('totp_credentials')
        .select('ciphertext')
        .where('user_id', '=', other.person.userId)
        .executeTakeFirstOrThrow()
      await suite.write(null, tx =>
        tx
          .updateTable('totp_credentials')
          .set({ ciphertext })
          .where('user_id', '=', one.person.userId)
          .execute(),
      )
      await expect(openTotp(suite.ctx, one.person.userId)).rejects.toMatchObject({
        code: 'decryption_failed',
      })
    })

    test('is not replaced by another one until it is removed', async () => {
      const { ctx, person, secret } = await enrolled()
      await expect(enrolTotp(ctx, { secret: 'other' })).rejects.toMatchObject({ code: 'conflict' })
      expect((await openTotp(ctx, person.userId))?.secret).toBe(secret)
    })

    test('is not confirmed by a code of an enrolment that was replaced, and not twice', async () => {
      const person = await addPerson(suite)
      const ctx = await requestOf(suite.ctx, await person.signIn())
      const confirm = (opened: Awaited<ReturnType<typeof openTotp>>) => {
        if (!opened) throw new Error('nothing was enrolled')
        return confirmTotp(ctx, { opened, step: 1, recoveryDigests: [digest()], sessionDigest: digest() })
      }
      await enrolTotp(ctx, { secret: 'first' })
      const first = await openTotp(ctx, person.userId)
      await enrolTotp(ctx, { secret: 'second' })
      await expect(confirm(first)).rejects.toMatchObject({ code: 'challenge_expired' })
      const second = await openTotp(ctx, person.userId)
      const outcomes = await Promise.allSettled([confirm(second), confirm(second)])
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })

    test('that is removed is asked for no more, and its recovery codes are good for nothing', async () => {
      const { ctx, person } = await enrolled()
      const sessionDigest = digest()
      await removeTotp(ctx, { sessionDigest })
      const after = await requestOf(suite.ctx, sessionDigest)
      expect(await listSecondFactors(after)).toEqual({ totp: null, passkeys: 0, recoveryCodesLeft: 0 })
      expect(await secondFactorMethods(after, person.userId)).toEqual([])
      expect(after.principal).toMatchObject({ session: { secondFactorAt: null } })
      await expect(removeTotp(after, { sessionDigest: digest() })).rejects.toMatchObject({
        code: 'not_found',
      })
    })
  })

  describe('a change of factors', () => {
    test('ends every other session, and gives the one that made it a new value', async () => {
      const person = await addPerson(suite)
      const [own, other, sessionDigest] = [await person.signIn(), await person.signIn(), digest()]
      const ctx = await requestOf(suite.ctx, own)
      await enrolTotp(ctx, { secret: 'x' })
      const opened = await openTotp(ctx, person.userId)
      if (!opened) throw new Error('nothing was enrolled')
      await confirmTotp(ctx, { opened, step: 1, recoveryDigests: [], sessionDigest })
      for (const old of [own, other]) await expect(findSession(suite.ctx, old)).rejects.toMatchObject(ended)
      expect((await requestOf(suite.ctx, sessionDigest)).principal).toMatchObject({
        session: { secondFactorAt: expect.any(Number) },
      })
    })

    test('is for whoever has just proven who they are, and not through an identity provider', async () => {
      const person = await addPerson(suite)
      const ctx = await requestOf(suite.ctx, await person.signIn())
      const stale = later(ctx, 5 * 60_000)
      const { principal } = ctx
      if (principal.type !== 'user' || principal.session === null) throw new Error('nobody')
      const session = { ...principal.session, method: 'sso' as const }
      const sso = { ...ctx, principal: { ...principal, session } }
      const changes = (by: Context) => [
        enrolTotp(by, { secret: 'x' }),
        removeTotp(by, { sessionDigest: digest() }),
        replaceRecoveryCodes(by, { digests: [digest()] }),
      ]
      for (const change of changes(stale))
        await expect(change).rejects.toMatchObject({ code: 'reauthentication_required' })
      for (const change of changes(sso))
        await expect(change).rejects.toMatchObject({ code: 'insufficient_permission' })
      for (const change of changes(suite.as())) await expect(change).rejects.toMatchObject(ended)
    })

    test('replaces recovery codes as a whole, and gives none to whoever has no factor', async () => {
      const { ctx, person, recoveryDigests } = await enrolled()
      const [old = digest()] = recoveryDigests
      const fresh = digest()
      await replaceRecoveryCodes(ctx, { digests: [fresh] })
      expect((await listSecondFactors(ctx)).recoveryCodesLeft).toBe(1)
      const step = await secondStep(person.userId)
      await expect(step({ recoveryDigest: old })).rejects.toMatchObject({ code: 'invalid_second_factor' })
      await step({ recoveryDigest: fresh })
      const nobody = await addPerson(suite)
      const without = replaceRecoveryCodes(await requestOf(suite.ctx, await nobody.signIn()), {
        digests: [fresh],
      })
      await expect(without).rejects.toMatchObject({ code: 'conflict' })
    })
  })

  describe('a second step', () => {
    const wrong = { code: 'invalid_second_factor' }

    test('takes no code twice, and none of an earlier moment than the last one', async () => {
      const { person } = await enrolled({ step: 100 })
      for (const [totpStep, isGood] of [
        [100, false],
        [99, false],
        [101, true],
        [101, false],
        [102, true],
      ] as const) {
        const answer = (await secondStep(person.userId))({ totpStep })
        if (isGood) await answer
        else await expect(answer).rejects.toMatchObject(wrong)
      }
    })

    test('takes a recovery code once, and writes down that it was used', async () => {
      const { person, recoveryDigests } = await enrolled()
      const [recoveryDigest = digest()] = recoveryDigests
      await (await secondStep(person.userId))({ recoveryDigest })
      await expect((await secondStep(person.userId))({ recoveryDigest })).rejects.toMatchObject(wrong)
      const { data } = await listAuditEvents(suite.ctx, { targetId: person.userId })
      expect(data[0]).toMatchObject({ action: 'user.recovery_code_used', details: { left: 1 } })
    })

    test('takes no recovery code of somebody else', async () => {
      const [one, other] = [await enrolled(), await enrolled()]
      const [recoveryDigest = digest()] = other.recoveryDigests
      await expect((await secondStep(one.person.userId))({ recoveryDigest })).rejects.toMatchObject(wrong)
    })

    test.each([
      ['one code', () => ({ totpStep: 200 })],
      [
        'one recovery code',
        (recoveryDigests: Buffer[]) => ({ recoveryDigest: recoveryDigests[0] ?? digest() }),
      ],
    ] as [string, (recoveryDigests: Buffer[]) => FittingCode][])(
      'lets one of sixteen in that bring %s at once',
      async (_, code) => {
        const { person, recoveryDigests } = await enrolled()
        const fitting = code(recoveryDigests)
        const steps = await Promise.all(Array.from({ length: 16 }, () => secondStep(person.userId)))
        const outcomes = await Promise.allSettled(steps.map(step => step(fitting)))
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      },
    )

    test('is open to five answers, however many come at once, and for ten minutes', async () => {
      const { person } = await enrolled()
      const step = digest()
      const { userId } = person
      await beginStep(suite.ctx, { purpose: 'second_factor', digest: step, userId })
      const count = (ctx: Context = suite.ctx) => countSecondFactorAnswer(ctx, { digest: step })
      const late = count(later(suite.ctx, challengeLifetimeMs))
      await expect(late).rejects.toMatchObject({ code: 'challenge_expired' })
      const outcomes = await Promise.allSettled(Array.from({ length: 16 }, () => count()))
      const counted = outcomes.filter(({ status }) => status === 'fulfilled')
      expect(counted).toHaveLength(challengeAttemptsMax)
      expect(counted[0]).toMatchObject({ value: { userId } })
    })
  })

  describe('a step', () => {
    const begin = async () => {
      const step = digest()
      await beginStep(suite.ctx, { purpose: 'sso', digest: step, state: { organizationId: 'org_1' } })
      return step
    }

    test('is taken once, by one of many', async () => {
      const step = await begin()
      expect(await findStep(suite.ctx, { purpose: 'sso', digest: step })).not.toBeNull()
      const take = () => takeStep(suite.ctx, { purpose: 'sso', digest: step })
      const taken = (await Promise.all(Array.from({ length: 8 }, take))).filter(each => each !== null)
      expect(taken).toEqual([{ userId: null, sessionId: null, state: { organizationId: 'org_1' } }])
      expect(await findStep(suite.ctx, { purpose: 'sso', digest: step })).toBeNull()
    })

    test('is no other kind of step, and over after ten minutes', async () => {
      const step = await begin()
      expect(await takeStep(suite.ctx, { purpose: 'passkey_sign_in', digest: step })).toBeNull()
      const late = later(suite.ctx, challengeLifetimeMs)
      expect(await takeStep(late, { purpose: 'sso', digest: step })).toBeNull()
      expect(await takeStep(suite.ctx, { purpose: 'sso', digest: step })).not.toBeNull()
    })
  })
})
