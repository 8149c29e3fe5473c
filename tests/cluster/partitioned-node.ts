import { setTimeout as sleep } from 'node:timers/promises'
import type { KeyturnError } from '@keyturn/contract/client'
import { eventually } from '../harness/eventually.ts'
import { type KeyturnOptions, type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'
import { startTcpProxy, throughProxy } from '../harness/tcp-proxy.ts'
import { createSubject, type Subject } from './tightening.ts'

export type PartitionReport = {
  /** How long the revocation took while a node could not be reached, in milliseconds. */
  revokeMs: number
  /** Verdicts of the cut-off node before the revocation was answered. */
  acceptedBefore: number
  /** Accepted by the cut-off node although it was asked after the answer: must be 0. */
  acceptedAfter: number
  /** Refused with 503 `fenced` after its lease. */
  fenced: number
  /** Any other answer, such as 401 for a key that works: must be empty. */
  odd: string[]
  /** What the node says once it can reach the database again. */
  healed: string
}

/**
 * Cuts one of two nodes off the database without a word (bytes vanish), revokes on the other, and keeps asking the
 * one that cannot know. It may accept until its lease is over and not a moment after the revocation was answered; it
 * must never say that a key does not exist (G8, G15, F13).
 */
export async function runPartition(options: Pick<KeyturnOptions, 'command'>): Promise<PartitionReport> {
  const writer = await startKeyturn({ database: 'postgres', ...options })
  const { rootKey, databaseUrl } = writer
  if (databaseUrl === null) throw new Error('only PostgreSQL lies behind a network')
  const { hostname, port } = new URL(databaseUrl)
  const proxy = await startTcpProxy({ host: hostname, port: Number(port) || 5432 })
  let cutOff: StartedKeyturn | null = null
  try {
    cutOff = await startKeyturn({
      database: 'postgres',
      rootKey,
      databaseUrl: throughProxy(databaseUrl, proxy),
      ...options,
    })
    const subject = await createSubject(writer)
    proxy.blackhole()
    const asking = new Asking(cutOff, subject)
    const running = asking.run()
    const startedAt = performance.now()
    await writer.client.keys.revoke(subject.keyId)
    asking.revokedAt = performance.now()
    await sleep(1_000)
    proxy.heal()
    const node = cutOff
    const healed = await eventually('the node is back', async () => {
      const verdict = await node.client.keys.verify(subject.request).catch(() => null)
      return verdict?.code ?? null
    })
    asking.isOver = true
    await running
    return { revokeMs: asking.revokedAt - startedAt, ...asking.report, healed }
  } finally {
    await cutOff?.remove()
    await proxy.close()
    await writer.remove()
  }
}

class Asking {
  readonly report = { acceptedBefore: 0, acceptedAfter: 0, fenced: 0, odd: [] as string[] }
  revokedAt = Number.POSITIVE_INFINITY
  isOver = false
  readonly #node: StartedKeyturn
  readonly #subject: Subject

  constructor(node: StartedKeyturn, subject: Subject) {
    this.#node = node
    this.#subject = subject
  }

  async run(): Promise<void> {
    while (!this.isOver) {
      const sentAt = performance.now()
      const code = await this.#ask()
      if (code === 'valid' && sentAt > this.revokedAt) this.report.acceptedAfter += 1
      else if (code === 'valid') this.report.acceptedBefore += 1
      else if (code === 'fenced') this.report.fenced += 1
      else if (code !== 'revoked') this.report.odd.push(code)
    }
  }

  async #ask(): Promise<string> {
    try {
      return (await this.#node.client.keys.verify(this.#subject.request)).code
    } catch (error) {
      return (error as KeyturnError).code
    }
  }
}
