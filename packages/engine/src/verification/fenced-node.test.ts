import Database from 'better-sqlite3'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { systemClock } from '../clock/clock.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'

/** A clock that tests push forward, so that leases lapse without waiting. */
let pushedMs = 0
const clock = { now: () => systemClock.now(), monotonic: () => systemClock.monotonic() + pushedMs }
const request = { id: 'r', ip: null, userAgent: null, method: 'GET', path: '/', origin: null }

onBothDatabases(
  suite => {
    let secret = ''
    beforeAll(async () => {
      secret = (await suite.key()).secret
    })
    afterAll(() => comeBack())

    /** Takes the registry away, so that no renewal can succeed; the feed and everything else stay. */
    async function renameRegistry(from: string, to: string): Promise<void> {
      const statement = `ALTER TABLE ${from} RENAME TO ${to}`
      if (suite.database === 'sqlite') {
        const registry = new Database(`${suite.test.dataDirectory}/registry.db`, { timeout: 5_000 })
        registry.exec(statement)
        registry.close()
      } else {
        const { sql } = await import('kysely')
        await suite.write(null, tx => sql.raw(statement).execute(tx))
      }
    }
    let away = false
    const goAway = async () => {
      await renameRegistry('nodes', 'nodes_away')
      away = true
      pushedMs += 10_000
    }
    const comeBack = async () => {
      if (away) await renameRegistry('nodes_away', 'nodes')
      away = false
      await held()
    }
    /** A renewal takes as long as the machine lets it. */
    const held = () =>
      vi.waitFor(() => expect(suite.engine.status().leaseHeld).toBe(true), { timeout: 30_000, interval: 5 })

    test('a node whose lease lapsed decides nothing, says so, and decides again when it is back', async () => {
      expect(await suite.verify(secret)).toMatchObject({ valid: true })
      await goAway()
      const { verifier } = suite.engine
      const refusal = { code: 'fenced', retryAfterSeconds: 1 }
      await expect(suite.verify(secret)).rejects.toMatchObject(refusal)
      await expect(suite.verify('x'.repeat(40))).rejects.toMatchObject(refusal)
      await expect(verifier.verifyBatch(suite.ctx.principal, [{ key: secret }])).rejects.toMatchObject(
        refusal,
      )
      await expect(verifier.authenticate(suite.test.rootKey, request)).rejects.toMatchObject(refusal)
      await expect(verifier.identify(secret, request)).rejects.toMatchObject(refusal)
      expect(suite.engine.status()).toMatchObject({ ready: false, leaseHeld: false, leaseRemainingMs: 0 })
      expect(suite.engine.status().problems).toEqual([
        'The node cannot confirm what is revoked: the database cannot be read or written.',
      ])
      await comeBack()
      expect(await suite.verify(secret)).toMatchObject({ valid: true })
      expect(suite.engine.status()).toMatchObject({ ready: true, problems: [] })
    })

    test('what no table could change is answered all the same', async () => {
      await goAway()
      for (const token of ['short', '', 'white space in a token', 'x'.repeat(513)]) {
        expect(await suite.verify(token)).toMatchObject({ code: 'malformed' })
      }
      await comeBack()
    })

    test('a lease that lapses while the event is being written takes the verdict back', async () => {
      await held()
      const deciding = suite.verify(secret)
      pushedMs += 10_000
      await expect(deciding).rejects.toMatchObject({ code: 'fenced' })
      await held()
      expect(await suite.verify(secret)).toMatchObject({ valid: true })
    })

    test('a database that was restored is loaded anew before anything is decided on it', async () => {
      const { key, secret: token } = await suite.key()
      expect(await suite.verify(token)).toMatchObject({ valid: true })
      await suite.write(null, async tx => {
        await tx.updateTable('keys').set({ enabled: 0 }).where('id', '=', key.id).execute()
        await tx
          .updateTable('installation')
          .set({ feed_id: `feed_${key.id}` })
          .execute()
      })
      pushedMs += 10_000
      const codes: string[] = []
      while (!codes.includes('disabled')) {
        codes.push(
          await suite.verify(token).then(
            ({ code }) => code,
            ({ code }) => code,
          ),
        )
      }
      expect(codes).not.toContain('valid')
    })

    test('a node that was struck off registers again and goes on', async () => {
      const { registry } = suite.ctx.storage
      for (const node of await registry.list()) await registry.deregister(node.id)
      pushedMs += 10_000
      const first = await suite.verify(secret).catch(() => null)
      const second = first ?? (await suite.verify(secret))
      expect(second).toMatchObject({ valid: true })
      expect(await registry.list()).toHaveLength(1)
    })
  },
  { clock },
)
