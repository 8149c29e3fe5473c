import { expect, test, vi } from 'vitest'
import type { Engine } from '../engine.ts'
import { onBothDatabases } from '../testing/on-both-databases.ts'
import { getSystem } from './get-system.ts'
import { selectNodeReports } from './node-report-queries.ts'

onBothDatabases(suite => {
  const system = () => getSystem(suite.ctx, suite.engine.status())
  const reports = () => selectNodeReports(suite.ctx.storage.lookups)

  /** Of a node that says how it is now and then, the first time. */
  async function reported(nodeId: string) {
    for (;;) {
      const found = (await reports()).find(row => row.node_id === nodeId)
      if (found) return found
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  }

  test('the node that answers tells its own state as it is now', async () => {
    const { database, encryption, mail, servers } = await system()
    expect(database).toMatchObject({ kind: suite.database, latencyMs: expect.any(Number) })
    expect(encryption).toEqual({ state: 'unused', kekId: null })
    expect(mail).toBeNull()
    expect(servers).toMatchObject([
      {
        id: suite.engine.nodeId,
        answering: true,
        state: 'serving',
        version: '0.0.0-test',
        lease: { lengthMs: 1_000 },
        figures: { problems: [], shippingFails: false, unreadableRows: 0, mail: null },
      },
    ])
    const { lease } = servers[0] ?? {}
    expect(lease?.remainingMs).toBeGreaterThan(0)
    expect((lease?.remainingMs ?? 0) + (lease?.behindMs ?? 0)).toBe(lease?.lengthMs)
  })

  test('another node is there with what it says of itself; one that ended by itself is gone', async () => {
    const other: Engine = await suite.test.addNode()
    await reported(other.nodeId)
    const { servers } = await system()
    const found = servers.find(({ id }) => id === other.nodeId)
    expect(found).toMatchObject({
      state: 'serving',
      answering: false,
      figures: { secrets: other.status().secrets },
    })
    expect(found?.lease?.remainingMs).toBeGreaterThan(0)
    await other.close()
    expect((await system()).servers.map(({ id }) => id)).toEqual([suite.engine.nodeId])
    expect((await reports()).some(row => row.node_id === other.nodeId)).toBe(false)
  })

  test('a node that was killed is silent, with what it said last; what nobody can read is left out', async () => {
    const [own] = await Promise.all([reported(suite.engine.nodeId)])
    const killed = { ...own, node_id: 'node_killed', reported_at: own.reported_at + 1 }
    const foreign = { ...own, node_id: 'node_foreign', report: '{"version":"9"}' }
    await suite.write(null, tx => tx.insertInto('node_reports').values([killed, foreign]).execute())
    const { servers } = await system()
    expect(servers.filter(({ state }) => state === 'silent')).toMatchObject([
      { id: 'node_killed', lease: null, reportedAt: new Date(killed.reported_at).toISOString() },
    ])
    await suite.write(null, tx => tx.deleteFrom('node_reports').where('node_id', '!=', own.node_id).execute())
  })

  test('a server that starts takes the place of one that was killed there, for good', async () => {
    const own = await reported(suite.engine.nodeId)
    const left = (node_id: string, place: object, reported_at: number) => ({
      node_id,
      report: JSON.stringify({ ...JSON.parse(own.report), ...place }),
      reported_at,
    })
    const rows = [
      left('node_1', {}, own.reported_at),
      left('node_2', {}, own.reported_at + 1),
      left('node_elsewhere', { place: 'another machine' }, own.reported_at),
    ]
    await suite.write(null, tx => tx.insertInto('node_reports').values(rows).execute())
    const silent = async () =>
      (await system()).servers.filter(({ state }) => state === 'silent').map(({ id }) => id)
    expect(await silent()).toEqual(['node_elsewhere', 'node_2', 'node_1'])
    const other: Engine = await suite.test.addNode()
    await reported(other.nodeId)
    await vi.waitFor(async () => expect(await silent()).toEqual(['node_elsewhere', 'node_1']))
    await other.close()
    expect(await silent()).toEqual(['node_elsewhere', 'node_1'])
    await suite.write(null, tx => tx.deleteFrom('node_reports').where('node_id', '!=', own.node_id).execute())
  })

  test('a credential that is confined is told nothing of the installation', async () => {
    const { organizationId, apiId } = (await suite.key()).key
    for (const reach of [{ organizationId }, { apiId }]) {
      const refused = getSystem(suite.as({ reach }), suite.engine.status())
      await expect(refused).rejects.toMatchObject({ code: 'insufficient_permission' })
    }
  })
})
