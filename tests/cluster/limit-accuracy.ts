import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import type { StartedKeyturn } from '../harness/start-keyturn.ts'

export type LimitOptions = {
  nodes: readonly StartedKeyturn[]
  limit: number
  windowSeconds: number
  windows: number
  /** Requests offered, as a multiple of the limit. */
  load: number
}

export type LimitReport = {
  offered: number
  accepted: number
  refused: number
  /** The most that was surely accepted within any stretch of one window, less the limit; 0 where it was never more. */
  overMost: number
  /** Accepted, as a share of what the limit allows over all windows. */
  used: number
}

type Accepted = { sentAt: number; answeredAt: number }

/** Offers more than a limit allows, evenly over all nodes, and looks at every stretch of one window (G10). */
export async function runLimit(options: LimitOptions): Promise<LimitReport> {
  const { nodes, limit, windowSeconds, windows, load } = options
  const token = await createKey(nodes, { rateLimits: [{ name: 'default', limit, windowSeconds }] })
  const pools = nodes.map(node => new Pool(node.url, { connections: 16 }))
  const accepted: Accepted[] = []
  const asked: Promise<void>[] = []
  let refused = 0
  const ask = async (turn: number): Promise<void> => {
    const node = turn % nodes.length
    const sentAt = performance.now()
    const { valid, code } = await verify(pools[node]!, nodes[node]!, token)
    if (valid) accepted.push({ sentAt, answeredAt: performance.now() })
    else if (code === 'rate_limited') refused += 1
    else throw new Error(`a verification was answered ${code}`)
  }
  const offered = limit * windows * load
  const startedAt = performance.now()
  while (asked.length < offered) {
    const due = ((performance.now() - startedAt) / (windowSeconds * 1000)) * limit * load
    while (asked.length < Math.min(due, offered)) asked.push(ask(asked.length))
    await sleep(2)
  }
  await Promise.all(asked)
  await Promise.all(pools.map(pool => pool.close()))
  const overMost = Math.max(0, mostWithin(accepted, windowSeconds * 1000) - limit)
  return { offered, accepted: accepted.length, refused, overMost, used: accepted.length / (limit * windows) }
}

/** Counts what was both sent and answered within a stretch, so that no clock but this one is asked. */
function mostWithin(accepted: readonly Accepted[], windowMs: number): number {
  return Math.max(
    0,
    ...accepted.map(
      ({ sentAt }) =>
        accepted.filter(each => each.sentAt >= sentAt && each.answeredAt <= sentAt + windowMs).length,
    ),
  )
}

export type CreditReport = {
  accepted: number
  /** Accepted beyond the credits; must be 0. */
  over: number
  /** Credits that are gone and nobody was accepted for; a crash may cost some, running may not. */
  lost: number
}

/** Spends the credits of one key from all nodes at once, with so many callers on each (G12). */
export async function runCredits(
  nodes: readonly StartedKeyturn[],
  { credits, callers }: { credits: number; callers: number },
): Promise<CreditReport> {
  const token = await createKey(nodes, { credits: { remaining: credits } })
  const pools = nodes.map(node => new Pool(node.url, { connections: callers }))
  let accepted = 0
  const spend = async (index: number): Promise<void> => {
    const node = index % nodes.length
    // Where the first ones too many were accepted, there is no end to wait for.
    while (accepted < credits + callers * nodes.length) {
      const { valid, code } = await verify(pools[node]!, nodes[node]!, token)
      if (valid) accepted += 1
      else if (code === 'credits_exhausted') return
      else await sleep(5)
    }
  }
  await Promise.all(Array.from({ length: callers * nodes.length }, (_, index) => spend(index)))
  await Promise.all(pools.map(pool => pool.close()))
  return { accepted, over: Math.max(0, accepted - credits), lost: Math.max(0, credits - accepted) }
}

type Answer = { valid: boolean; code: string }

async function verify(pool: Pool, node: StartedKeyturn, token: string): Promise<Answer> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${node.rootKey}` }
  const body = JSON.stringify({ key: token })
  const answer = await pool.request({ method: 'POST', path: '/v1/keys/verify', headers, body })
  const { valid = false, code }: Partial<Answer> = JSON.parse(await answer.body.text())
  return { valid, code: code ?? String(answer.statusCode) }
}

async function createKey(
  nodes: readonly StartedKeyturn[],
  extra: Pick<Parameters<StartedKeyturn['client']['keys']['create']>[0], 'rateLimits' | 'credits'>,
): Promise<string> {
  const { client } = nodes[0]!
  const prefix = `l${Math.floor(Math.random() * 36 ** 6).toString(36)}`
  const api = await client.apis.create({ name: prefix, prefix, scopes: [] })
  const organization = await client.organizations.create({ name: prefix })
  const { secret } = await client.keys.create({
    apiId: api.id,
    organizationId: organization.id,
    name: prefix,
    ...extra,
  })
  if (secret === null) throw new Error('a create answered without the secret')
  return secret
}
