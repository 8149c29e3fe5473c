import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { versionOf } from '../access/versioned.ts'
import { listAuditEvents } from '../audit/list-audit-events.ts'
import { listSecondFactors } from '../second-factors/list-second-factors.ts'
import { findSession } from '../sessions/find-session.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson, requestOf } from '../testing/people.ts'
import { addPasskey } from './add-passkey.ts'
import { findPasskey } from './find-passkey.ts'
import { listPasskeys } from './list-passkeys.ts'
import { passkeysMax } from './passkey.ts'
import { removePasskey } from './remove-passkey.ts'
import { renamePasskey } from './rename-passkey.ts'
import { usePasskey } from './use-passkey.ts'

const digest = () => randomBytes(32)
const made = (counter = 0) => ({
  credentialId: digest(),
  publicKey: randomBytes(77),
  counter,
  transports: ['internal'],
  aaguid: '00000000-0000-0000-0000-000000000000',
  backupEligible: true,
  backedUp: false,
})

onBothDatabases(suite => {
  /** Somebody with a passkey, in their renewed session. */
  async function holder(counter = 0) {
    const person = await addPerson(suite)
    const [sessionDigest, passkey] = [digest(), made(counter)]
    const ctx = await requestOf(suite.ctx, await person.signIn())
    const given = { name: 'Laptop', recoveryDigests: [digest()], sessionDigest }
    const { result } = await addPasskey(ctx, { ...passkey, ...given })
    return {
      person,
      passkey,
      sessionDigest,
      view: result.passkey,
      ctx: await requestOf(suite.ctx, sessionDigest),
      result,
    }
  }

  test('a passkey is kept, shown to its holder, and brings recovery codes when it is the first factor', async () => {
    const { ctx, view, result, passkey, person } = await holder()
    expect(result.recoveryCodesGiven).toBe(true)
    expect(await listPasskeys(ctx)).toEqual([view])
    expect(view).toMatchObject({ name: 'Laptop', backedUp: false, clonedAt: null, lastUsedAt: null })
    expect(await listSecondFactors(ctx)).toMatchObject({ passkeys: 1, recoveryCodesLeft: 1 })
    expect(await findPasskey(suite.ctx, passkey.credentialId)).toMatchObject({ userId: person.userId })
    const { data } = await listAuditEvents(suite.ctx, { targetId: person.userId })
    expect(data.map(({ action }) => action)).toContain('user.passkey_added')
    const second = { name: 'Phone', recoveryDigests: [digest()], sessionDigest: digest() }
    expect((await addPasskey(ctx, { ...made(), ...second })).result.recoveryCodesGiven).toBe(false)
  })

  test('a passkey is one person’s', async () => {
    const { passkey } = await holder()
    const other = await addPerson(suite)
    const ctx = await requestOf(suite.ctx, await other.signIn())
    const again = { ...passkey, name: 'Mine', recoveryDigests: [], sessionDigest: digest() }
    await expect(addPasskey(ctx, again)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('nobody has more than twenty, also when they are made at once', async () => {
    const { ctx, person } = await holder()
    await suite.write(null, async tx => {
      for (let index = 0; index < passkeysMax - 2; index++) {
        await tx
          .insertInto('passkeys')
          .values({
            id: `${person.userId}${index}`,
            user_id: person.userId,
            credential_id: digest(),
            public_key: digest(),
            counter: 0,
            transports: '[]',
            backup_eligible: 0,
            backed_up: 0,
            name: 'Another',
            created_at: 0,
          })
          .execute()
      }
    })
    const more = () =>
      addPasskey(ctx, { ...made(), name: 'More', recoveryDigests: [], sessionDigest: digest() })
    const outcomes = await Promise.allSettled([more(), more(), more()])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const refused = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason.code] : []))
    expect(refused).toEqual(['conflict', 'conflict'])
  })

  test('it is renamed and removed by its holder, against the version that they saw', async () => {
    const { ctx, view } = await holder()
    const stranger = await holder()
    const theirs = { passkeyId: view.id, name: 'Taken' }
    await expect(renamePasskey(stranger.ctx, theirs)).rejects.toMatchObject({ code: 'not_found' })
    const sessionDigest = digest()
    const removal = removePasskey(stranger.ctx, { passkeyId: view.id, sessionDigest })
    await expect(removal).rejects.toMatchObject({ code: 'not_found' })
    const ifVersion = versionOf(view) ?? 0
    const { result } = await renamePasskey(ctx, { passkeyId: view.id, name: 'Desk', ifVersion })
    expect(result.name).toBe('Desk')
    const stale = renamePasskey(ctx, { passkeyId: view.id, name: 'Late', ifVersion })
    await expect(stale).rejects.toMatchObject({ code: 'precondition_failed' })
    await removePasskey(ctx, { passkeyId: view.id, sessionDigest })
    const after = await requestOf(suite.ctx, sessionDigest)
    expect(await listPasskeys(after)).toEqual([])
    expect((await listSecondFactors(after)).recoveryCodesLeft).toBe(0)
    await expect(findSession(suite.ctx, stranger.sessionDigest)).resolves.toBeTruthy()
  })

  describe('a use', () => {
    const use = (passkey: { credentialId: Buffer }, counter: number) =>
      usePasskey(suite.ctx, { credentialId: passkey.credentialId, counter, backedUp: true })

    test('tells whose it is and moves the counter', async () => {
      const { passkey, person, ctx } = await holder(3)
      expect(await use(passkey, 4)).toEqual({ userId: person.userId })
      expect(await use(passkey, 9)).toEqual({ userId: person.userId })
      expect(await listPasskeys(ctx)).toMatchObject([{ backedUp: true, lastUsedAt: expect.any(String) }])
    })

    test('of one that does not count is fine each time', async () => {
      const { passkey, person } = await holder(0)
      for (let time = 0; time < 3; time++) expect(await use(passkey, 0)).toEqual({ userId: person.userId })
    })

    test.each([
      [5, 5],
      [5, 4],
      [5, 0],
    ])('from a copy is refused, written down, and stops the passkey: %i, then %i', async (first, second) => {
      const { passkey, person, ctx } = await holder(1)
      expect(await use(passkey, first)).not.toBeNull()
      const [byPasskey, byPassword] = [
        await person.signIn({ method: 'passkey', withSecondFactor: true }),
        await person.signIn(),
      ]
      expect(await use(passkey, second)).toBeNull()
      expect(await use(passkey, first + 1)).toBeNull()
      expect((await listPasskeys(ctx))[0]?.clonedAt).not.toBeNull()
      expect((await listSecondFactors(ctx)).passkeys).toBe(0)
      await expect(findSession(suite.ctx, byPasskey)).rejects.toMatchObject({ code: 'session_ended' })
      await expect(findSession(suite.ctx, byPassword)).resolves.toBeTruthy()
      const { data } = await listAuditEvents(suite.ctx, { targetId: person.userId })
      const events = data.filter(({ action }) => action === 'user.passkey_cloned')
      expect(events).toMatchObject([{ details: { expectedAbove: first, counter: second } }])
    })

    test('of one counter value that comes many times at once signs in once', async () => {
      const { passkey } = await holder(1)
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => use(passkey, 2)))
      expect(outcomes.filter(outcome => outcome !== null)).toHaveLength(1)
    })

    test('of a passkey that is gone tells nobody', async () => {
      const { passkey, ctx, view } = await holder()
      await removePasskey(ctx, { passkeyId: view.id, sessionDigest: digest() })
      expect(await use(passkey, 1)).toBeNull()
      expect(await findPasskey(suite.ctx, passkey.credentialId)).toBeNull()
    })
  })
})
