import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { startKeyturn } from '../harness/start-keyturn.ts'
import { Load, type Losses } from './load.ts'
import { readEventIds, readStored } from './read-stored.ts'

export type KillOptions = {
  database: 'sqlite' | 'postgres'
  kills: number
  /** How long a process lives under load before `kill -9`, in milliseconds. */
  lifeMs: { least: number; most: number }
  /** Another build of the command than this checkout's. */
  command?: string
}

export type KillReport = Losses & {
  kills: number
  auditValid: boolean
  restartMs: { median: number; most: number }
}

/** Loads a process, kills it at a random moment, starts it again on the same data, and compares what was answered with what is there. */
export async function runKillExperiment(options: KillOptions): Promise<KillReport> {
  const load = new Load()
  const restarts: number[] = []
  const build = { database: options.database, ...(options.command ? { command: options.command } : {}) }
  let node = await startKeyturn(build)
  const first = node
  const { rootKey, dataDirectory, databaseUrl } = first
  const again = {
    ...build,
    rootKey,
    dataDirectory,
    ...(databaseUrl === null ? {} : { databaseUrl }),
  }
  await load.prepare(node)
  for (let kill = 0; kill < options.kills; kill++) {
    const running = load.run(node)
    await sleep(randomInt(options.lifeMs.least, options.lifeMs.most))
    await node.kill()
    await running
    const startedAt = performance.now()
    node = await startKeyturn(again)
    restarts.push(performance.now() - startedAt)
  }
  const audit = await node.client.audit.verify()
  const eventIds = await readEventIds(node.client, load.organizationId)
  await node.stop()
  const stored = await readStored({ dataDirectory, databaseUrl })
  await first.remove()
  const sorted = restarts.toSorted((a, b) => a - b)
  return {
    kills: options.kills,
    ...load.compare(stored, eventIds),
    auditValid: audit.valid,
    restartMs: { median: sorted[Math.floor(sorted.length / 2)]!, most: sorted.at(-1)! },
  }
}
