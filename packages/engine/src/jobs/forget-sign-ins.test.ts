import { expect, test } from 'vitest'
import { beginStep } from '../second-factors/challenges.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { addPerson, requestOf } from '../testing/people.ts'
import { countAttempts } from '../users/attempts.ts'
import { beginSetup } from '../users/begin-setup.ts'
import { forgetSignIns } from './forget-sign-ins.ts'

const dayMs = 86_400_000

onBothDatabases(suite => {
  const rows = async () => {
    const { lookups } = suite.ctx.storage
    const [sessions, tokens, steps, attempts] = await Promise.all([
      lookups.selectFrom('sessions').select('id').execute(),
      lookups.selectFrom('one_time_tokens').select('id').execute(),
      lookups.selectFrom('challenges').select('id').execute(),
      lookups.selectFrom('attempts').select('subject').execute(),
    ])
    return {
      sessions: sessions.length,
      tokens: tokens.length,
      steps: steps.length,
      attempts: attempts.length,
    }
  }

  test('what is over is removed, and what is not stays', async () => {
    await beginSetup(suite.ctx, { digest: Buffer.alloc(32, 1) })
    const ada = await addPerson(suite)
    await beginStep(suite.ctx, { purpose: 'sso', digest: Buffer.alloc(32, 2) })
    await countAttempts(suite.ctx, [{ subject: ['sign-in', 'ada'], max: 5, windowSeconds: 900 }])
    const { clock, storage } = suite.ctx
    await forgetSignIns(storage, clock.now())
    expect(await rows()).toEqual({ sessions: 1, tokens: 1, steps: 1, attempts: 1 })
    await requestOf(suite.ctx, ada.digest)
    await forgetSignIns(storage, clock.now() + 901_000)
    expect(await rows()).toEqual({ sessions: 1, tokens: 1, steps: 0, attempts: 0 })
    await forgetSignIns(storage, clock.now() + 31 * dayMs)
    expect(await rows()).toEqual({ sessions: 0, tokens: 0, steps: 0, attempts: 0 })
  })
})
