import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../harness/eventually.ts'
import { startKeyturn } from '../harness/start-keyturn.ts'
import { Load, type Losses } from './load.ts'
import { createOwnPostgres } from './own-postgres.ts'
import { readEventIds, readStored } from './read-stored.ts'

export type DatabaseKillOptions = {
  kills: number
  /** How long PostgreSQL lives under load before `kill -9`, in milliseconds. */
  lifeMs: { least: number; most: number }
  command?: string
}

export type DatabaseKillReport = Losses & {
  kills: number
  auditValid: boolean
  /** From PostgreSQL accepting again to the node being ready again, in milliseconds. */
  recoveryMs: { median: number; most: number }
}

/** Kills PostgreSQL under a node that goes on running, lets it recover, and compares what was answered with what is there (G3). */
export async function runDatabaseKills(options: DatabaseKillOptions): Promise<DatabaseKillReport> {
  const postgres = await createOwnPostgres()
  await postgres.start()
  const { command } = options
  const build = { database: 'postgres' as const, ...(command === undefined ? {} : { command }) }
  const node = await startKeyturn({ ...build, databaseUrl: postgres.url })
  const load = new Load()
  const recoveries: number[] = []
  try {
    await load.prepare(node)
    const running = load.run(node)
    for (let kill = 0; kill < options.kills; kill++) {
      await sleep(randomInt(options.lifeMs.least, options.lifeMs.most))
      await postgres.kill()
      await sleep(randomInt(50, 500))
      await postgres.start()
      const startedAt = performance.now()
      await eventually('the node is ready again', async () =>
        (await fetch(`${node.url}/readyz`)).ok ? true : null,
      )
      recoveries.push(performance.now() - startedAt)
    }
    load.isOver = true
    await running
    const audit = await node.client.audit.verify()
    await node.stop()
    const reader = await startKeyturn({
      ...build,
      databaseUrl: postgres.url,
      rootKey: node.rootKey,
      dataDirectory: node.dataDirectory,
    })
    const eventIds = await readEventIds(reader.client, load.organizationId)
    await reader.stop()
    const stored = await readStored(node)
    const sorted = recoveries.toSorted((a, b) => a - b)
    const recoveryMs = { median: sorted[Math.floor(sorted.length / 2)]!, most: sorted.at(-1)! }
    return { kills: options.kills, ...load.compare(stored, eventIds), auditValid: audit.valid, recoveryMs }
  } finally {
    await node.remove()
    await postgres.remove()
  }
}
