import { setTimeout as sleep } from 'node:timers/promises'
import { KeyturnError, type VerifyRequest } from '@keyturn/contract/client'
import { createSubject } from '../cluster/tightening.ts'
import { eventually } from '../harness/eventually.ts'
import { startKeyturn } from '../harness/start-keyturn.ts'
import { startTcpProxy, throughProxy } from '../harness/tcp-proxy.ts'
import { removeTemporary, temporaryDatabase } from '../harness/temporary-data.ts'

export type OutageOptions = {
  leaseSeconds: number
  outageMs: number
  /** Connections are reset, or bytes vanish without a word. */
  kind: 'cut' | 'blackhole'
  command?: string
}

export type OutageReport = {
  /** By what the caller was told, during the outage. */
  answers: Record<string, number>
  /** Asked when the lease was surely over, and accepted: must be 0. */
  acceptedWithoutLease: number
  /** What a change was told during the outage. */
  change: { status: number; code: string; retryAfterSeconds: number | null }
  /** From the network's return to the first verdict, in milliseconds. */
  recoveryMs: number
}

/** Takes the database away from a running node and gives it back (G15, F11, F13). */
export async function runOutage({
  leaseSeconds,
  outageMs,
  kind,
  ...build
}: OutageOptions): Promise<OutageReport> {
  const databaseUrl = await temporaryDatabase()
  const { hostname, port } = new URL(databaseUrl)
  const proxy = await startTcpProxy({ host: hostname, port: Number(port) || 5432 })
  const env = { KEYTURN_LEASE_SECONDS: String(leaseSeconds) }
  const node = await startKeyturn({
    database: 'postgres',
    ...build,
    databaseUrl: throughProxy(databaseUrl, proxy),
    env,
  })
  try {
    const { keyId, request } = await createSubject(node)
    const ask = () => node.client.keys.verify(request as VerifyRequest).then(verdict => verdict.code, codeOf)
    const answers: Record<string, number> = {}
    let acceptedWithoutLease = 0
    proxy[kind]()
    const beganAt = performance.now()
    const change = node.client.keys.update(keyId, { name: 'renamed' }).then(
      () => ({ status: 200, code: 'done', retryAfterSeconds: null }),
      (error: KeyturnError) => ({
        status: error.status ?? 0,
        code: error.code,
        retryAfterSeconds: error.retryAfterSeconds ?? null,
      }),
    )
    for (let askedAt = beganAt; askedAt < beganAt + outageMs; askedAt = performance.now()) {
      const code = await ask()
      answers[code] = (answers[code] ?? 0) + 1
      if (code === 'valid' && askedAt > beganAt + leaseSeconds * 1000) acceptedWithoutLease += 1
      await sleep(2)
    }
    const changed = await change
    proxy.heal()
    const healedAt = performance.now()
    await eventually('verdicts are back', async () => ((await ask()) === 'valid' ? true : null))
    const recoveryMs = performance.now() - healedAt
    await node.client.keys.update(keyId, { name: 'renamed after all' })
    await node.stop()
    return { answers, acceptedWithoutLease, change: changed, recoveryMs }
  } finally {
    await node.remove()
    await proxy.close()
    await removeTemporary([databaseUrl])
  }
}

function codeOf(error: unknown): string {
  return error instanceof KeyturnError ? error.code : String(error)
}
