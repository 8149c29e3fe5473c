import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { newId } from '../ids/new-id.ts'
import { beginStep, findStep } from '../second-factors/challenges.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson, requestOf } from '../testing/people.ts'
import { findPasswordOf } from '../users/find-password-of.ts'
import { insertOneTimeToken } from '../users/one-time-token-queries.ts'
import { putPassword } from '../users/password-queries.ts'
import { takeSignInLink } from '../users/sign-in-link.ts'
import { findResetHolder } from './find-reset-holder.ts'
import { recoverOwner } from './recover-owner.ts'

onBothDatabases(suite => {
  /** An owner with everything that signs them in. */
  async function taken() {
    const ada = await addPerson(suite, { operator: 'owner' })
    const now = suite.ctx.clock.now()
    const reset = { purpose: 'password_reset' as const, digest: randomBytes(32), user_id: ada.userId }
    await suite.write(null, async tx => {
      await putPassword(tx, { user_id: ada.userId, hash: '$argon2id$stolen', changed_at: now })
      const times = { expires_at: now + 600_000, created_at: now }
      await insertOneTimeToken(tx, { id: newId('ott', now), ...reset, ...times })
    })
    const step = { purpose: 'second_factor' as const, digest: randomBytes(32), userId: ada.userId }
    await beginStep(suite.ctx, step)
    return { ada, reset, step, stolen: await findPasswordOf(suite.ctx, ada) }
  }

  test('who had got in is out once an owner is recovered, also where they are about to sign in', async () => {
    const { ada, reset, step, stolen } = await taken()
    await requestOf(suite.ctx, ada.digest)
    const digest = randomBytes(32)
    await recoverOwner(suite.ctx, { email: ada.email, digest })
    await expect(ada.request()).rejects.toMatchObject({ code: 'session_ended' })
    expect(await findPasswordOf(suite.ctx, ada)).toBeNull()
    expect(await findStep(suite.ctx, step)).toBeNull()
    await expect(findResetHolder(suite.ctx, reset)).rejects.toMatchObject({ code: 'not_found' })
    const late = ada.signIn({ passwordMark: stolen?.mark })
    await expect(late).rejects.toMatchObject({ code: 'invalid_credentials' })
    expect(await takeSignInLink(suite.ctx, { digest })).toEqual({ userId: ada.userId })
  })

  test('an owner whom nobody took anything from goes on as before', async () => {
    const { ada } = await taken()
    await recoverOwner(suite.ctx, { email: ada.email, digest: randomBytes(32), keepsAccess: true })
    await ada.request()
    expect(await findPasswordOf(suite.ctx, ada)).not.toBeNull()
  })
})
