import { expect, test } from 'vitest'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { countAttempts, forgetAttempts, hadSuccess, rememberSuccess, takeBackAttempts } from './attempts.ts'

onBothDatabases(suite => {
  const limitOn = (name: string) => ({ subject: ['sign-in', name], max: 5, windowSeconds: 900 })

  const outcomes = async (tries: Promise<void>[]) =>
    (await Promise.allSettled(tries)).filter(({ status }) => status === 'fulfilled').length

  test('of attempts that are made at once, on two nodes, no more pass than are allowed', async () => {
    const other = await suite.test.addNode()
    try {
      const elsewhere = other.context(suite.ctx.principal, suite.ctx.request)
      const tries = Array.from({ length: 16 }, (_, index) =>
        countAttempts(index % 2 === 0 ? suite.ctx : elsewhere, [limitOn('racing')]),
      )
      expect(await outcomes(tries)).toBe(5)
    } finally {
      await other.close()
    }
  })

  test('a refusal says how long to wait, and after that attempts are free again', async () => {
    const limit = limitOn('waiting')
    for (let count = 0; count < 5; count++) await countAttempts(suite.ctx, [limit])
    const refused = await countAttempts(suite.ctx, [limit]).catch(error => error)
    expect(refused).toMatchObject({ code: 'rate_limited', retryAfterSeconds: expect.any(Number) })
    const { clock } = suite.ctx
    const after = {
      ...suite.ctx,
      clock: { ...clock, now: () => clock.now() + refused.retryAfterSeconds * 1000 },
    }
    await countAttempts(after, [limit])
  })

  test('who got it right starts again, and others do not', async () => {
    const [ada, bob] = [limitOn('ada'), limitOn('bob')]
    for (let count = 0; count < 5; count++) await countAttempts(suite.ctx, [ada, bob])
    await forgetAttempts(suite.ctx, [ada])
    await countAttempts(suite.ctx, [ada])
    await expect(countAttempts(suite.ctx, [bob])).rejects.toMatchObject({ code: 'rate_limited' })
  })

  test('an attempt that one limit refuses counts on none', async () => {
    const [place, account] = [limitOn('flooding'), limitOn('flooded')]
    for (let count = 0; count < 20; count++)
      await countAttempts(suite.ctx, [place, { ...account, max: 100 }]).catch(() => {})
    for (let count = 5; count < 10; count++) await countAttempts(suite.ctx, [{ ...account, max: 10 }])
    const beyond = countAttempts(suite.ctx, [{ ...account, max: 10 }])
    await expect(beyond).rejects.toMatchObject({ code: 'rate_limited' })
  })

  test('an attempt that was right is taken back, alone and once', async () => {
    const limit = limitOn('right')
    for (let count = 0; count < 20; count++) {
      await countAttempts(suite.ctx, [limit])
      await takeBackAttempts(suite.ctx, [limit])
    }
    await takeBackAttempts(suite.ctx, [limit])
    for (let count = 0; count < 5; count++) await countAttempts(suite.ctx, [limit])
    await expect(countAttempts(suite.ctx, [limit])).rejects.toMatchObject({ code: 'rate_limited' })
  })

  test('a success is known for so long, and of nobody else', async () => {
    const subject = ['signed in', 'ada']
    expect(await hadSuccess(suite.ctx, { subject })).toBe(false)
    for (const forSeconds of [60, 120]) await rememberSuccess(suite.ctx, { subject, forSeconds })
    const { clock } = suite.ctx
    const later = (ms: number) => ({ ...suite.ctx, clock: { ...clock, now: () => clock.now() + ms } })
    expect(await hadSuccess(later(100_000), { subject })).toBe(true)
    expect(await hadSuccess(later(120_000), { subject })).toBe(false)
    expect(await hadSuccess(suite.ctx, { subject: ['signed in', 'bob'] })).toBe(false)
  })

  test('the database does not say whom attempts were made on', async () => {
    await countAttempts(suite.ctx, [limitOn('eve@example.com')])
    const rows = await suite.ctx.storage.lookups.selectFrom('attempts').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain('eve')
  })
})
