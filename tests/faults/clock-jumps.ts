import { setTimeout as sleep } from 'node:timers/promises'
import { KeyturnError, type VerifyRequest } from '@keyturn/contract/client'
import { createSubject } from '../cluster/tightening.ts'
import { eventually } from '../harness/eventually.ts'
import { type StartedKeyturn, startKeyturn } from '../harness/start-keyturn.ts'
import { wrongClock } from '../harness/wrong-clock.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs

export type Jump = {
  toHours: number
  /** Until a key without an expiry was accepted again, and what was said before; `fenced` at most. */
  acceptedAfterMs: number
  saidBefore: string[]
  /** A key that was to expire in half an hour. */
  expiring: string
  /** A key that was revoked at this time of the clock. */
  revoked: string
}

export type ClockJumpReport = {
  jumps: Jump[]
  answered: number
  inLog: number
  auditValid: boolean
  alarms: number
}

/** Moves the wall clock of a running process forth and back (F25). */
export async function runClockJumps(options: {
  database: 'sqlite' | 'postgres'
  /** Where the clock is put, one after the other, in hours from the truth. */
  hours: readonly number[]
  command?: string
}): Promise<ClockJumpReport> {
  const { hours, ...build } = options
  const clock = wrongClock()
  const node = await startKeyturn({ ...build, env: clock.env })
  try {
    const subject = await createSubject(node)
    const expiring = await createSubject(node)
    await node.client.keys.update(expiring.keyId, {
      expiresAt: new Date(Date.now() + hourMs / 2).toISOString(),
    })
    const jumps: Jump[] = []
    let answered = 0
    for (const toHours of hours) {
      clock.set(toHours * hourMs)
      const startedAt = performance.now()
      const saidBefore = new Set<string>()
      await eventually(`a verdict ${toHours} hours off`, async () => {
        const code = await codeOf(node, subject.request)
        if (code !== 'fenced') answered += 1
        if (code !== 'valid') saidBefore.add(code)
        return code === 'valid' ? true : null
      })
      const acceptedAfterMs = performance.now() - startedAt
      const victim = await createSubject(node)
      await node.client.keys.revoke(victim.keyId)
      const [ends, revoked] = [await codeOf(node, expiring.request), await codeOf(node, victim.request)]
      jumps.push({ toHours, acceptedAfterMs, saidBefore: [...saidBefore], expiring: ends, revoked })
    }
    const countLogged = async () => {
      const { data } = await node.client.usage.events({ keyId: subject.keyId, limit: 200 })
      return data.length
    }
    const inLog = await eventually('the usage log is whole', async () => {
      const count = await countLogged()
      return count >= answered ? count : null
    }).catch(countLogged)
    const audit = await node.client.audit.verify()
    await node.stop()
    const alarms = node.output().split('has jumped').length - 1
    return { jumps, answered, inLog, auditValid: audit.valid, alarms }
  } finally {
    await node.remove()
  }
}

async function codeOf({ client }: StartedKeyturn, request: VerifyRequest): Promise<string> {
  return client.keys.verify(request).then(
    ({ code }) => code,
    (error: unknown) => (error instanceof KeyturnError ? error.code : String(error)),
  )
}

export type SkewReport = {
  /** For each node, how late it refused the key that had expired, by the database's clock, in milliseconds. */
  lateMs: number[]
  /** Accepted by a node although it was asked after a revocation was answered by the other; must be 0. */
  acceptedAfterRevocation: number
  auditValid: boolean
}

/** Two processes on one PostgreSQL, whose clocks are wrong in opposite directions (F26). */
export async function runClockSkew(options: { skewMs: number; command?: string }): Promise<SkewReport> {
  const { skewMs, ...build } = options
  const ahead = wrongClock(skewMs)
  const first = await startKeyturn({ database: 'postgres', ...build, env: ahead.env })
  const { rootKey, databaseUrl } = first
  const nodes = [first]
  try {
    const behind = wrongClock(-skewMs)
    nodes.push(await startKeyturn({ database: 'postgres', ...build, rootKey, databaseUrl, env: behind.env }))
    const expiring = await createSubject(first)
    const expiresAt = Math.ceil((Date.now() + 2_000) / 1000) * 1000
    // The one ahead would say that it is over.
    await nodes[1]!.client.keys.update(expiring.keyId, { expiresAt: new Date(expiresAt).toISOString() })
    const lateMs = await Promise.all(
      nodes.map(async node => {
        while ((await codeOf(node, expiring.request)) !== 'expired') await sleep(5)
        return Date.now() - expiresAt
      }),
    )
    let acceptedAfterRevocation = 0
    for (const [index, writer] of nodes.entries()) {
      const subject = await createSubject(writer)
      await writer.client.keys.revoke(subject.keyId)
      const other = nodes[1 - index] ?? writer
      if ((await codeOf(other, subject.request)) === 'valid') acceptedAfterRevocation += 1
    }
    const audit = await first.client.audit.verify()
    for (const node of nodes) await node.stop()
    return { lateMs, acceptedAfterRevocation, auditValid: audit.valid }
  } finally {
    for (const node of nodes.toReversed()) await node.remove()
  }
}

/** An hour, a day and ten years, there and back. */
export const allJumps = [1, 0, -1, 0, dayMs / hourMs, 0, -dayMs / hourMs, 0, 87_660, 0]
