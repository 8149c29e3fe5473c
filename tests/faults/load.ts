import { setTimeout as sleep } from 'node:timers/promises'
import { type KeyturnClient, KeyturnError } from '@keyturn/contract/client'
import { Pool } from 'undici'
import type { StartedKeyturn } from '../harness/start-keyturn.ts'
import type { Stored } from './read-stored.ts'

/** What was lost; every list and number but the first two and the last must be empty or zero. */
export type Losses = {
  answeredVerifications: number
  answeredChanges: number
  lostVerifications: string[]
  lostChanges: string[]
  /** Changes without an audit event, and the other way round. */
  auditMismatches: string[]
  /** Answered debits that the balance does not know of. */
  creditsBack: number
  /** Debits that nobody was answered: a crash may cost a credit, never return one. */
  creditsCost: number
}

/** A debit is a verification of a key with credits: it needs the database. */
export type Refusal = { what: 'verification' | 'debit' | 'change'; code: string; status: number; at: number }

const creditsAtFirst = 1_000_000

/** By id, when the answer was there: wall clock milliseconds, rounded up. */
type Answered = Map<string, number>

/** Verifications and changes, and what was answered of them. */
export class Load {
  readonly #verifications: Answered = new Map()
  readonly #created: Answered = new Map()
  readonly #revoked: Answered = new Map()
  readonly #debits: number[] = []
  #apiId = ''
  organizationId = ''
  #plain = ''
  #counted = ''
  #countedId = ''

  async prepare({ client }: StartedKeyturn): Promise<void> {
    const api = await client.apis.create({ name: 'Kill', prefix: 'kill', scopes: [{ name: 'leads:read' }] })
    const organization = await client.organizations.create({ name: 'Kill' })
    this.#apiId = api.id
    this.organizationId = organization.id
    const create = (name: string, extra: object = {}) =>
      client.keys.create({
        apiId: api.id,
        organizationId: organization.id,
        name,
        scopes: ['leads:read'],
        ...extra,
      })
    const [plain, counted] = [
      await create('plain'),
      await create('counted', { credits: { remaining: creditsAtFirst } }),
    ]
    this.#plain = plain.secret!
    this.#counted = counted.secret!
    this.#countedId = counted.key.id
    for (const { key } of [plain, counted]) this.#created.set(key.id, answeredAt())
  }

  /** From now on no more is asked. */
  isOver = false
  /** What was refused, and may be tried again. */
  readonly refusals: Refusal[] = []

  /** Ends when the process no longer answers, or when it is over. A refusal with 503 or 507 is tried again. */
  async run(node: StartedKeyturn): Promise<void> {
    const pool = new Pool(node.url, { connections: 16 })
    const verifiers = Array.from({ length: 8 }, () =>
      this.#verifyOn(pool, node, { token: this.#plain, debits: false }),
    )
    const debitors = Array.from({ length: 4 }, () =>
      this.#verifyOn(pool, node, { token: this.#counted, debits: true }),
    )
    const changers = Array.from({ length: 4 }, () => this.#change(node.client))
    await Promise.all([...verifiers, ...debitors, ...changers])
    await pool.destroy()
  }

  /** Of all verifications that were answered. */
  get verificationIds(): string[] {
    return [...this.#verifications.keys()]
  }

  /** How much was answered between two moments, in wall clock milliseconds. */
  answeredBetween(from: number, to: number): Record<Refusal['what'], number> {
    const count = (...all: Answered[]) =>
      all.flatMap(each => [...each.values()]).filter(at => at >= from && at <= to).length
    const debit = this.#debits.filter(at => at >= from && at <= to).length
    return {
      verification: count(this.#verifications) - debit,
      debit,
      change: count(this.#created, this.#revoked),
    }
  }

  /** `before`: only what was answered by then is missed; wall clock milliseconds. Default: all of it. */
  compare(
    stored: Stored,
    eventIds: Set<string>,
    { before = Number.POSITIVE_INFINITY }: { before?: number } = {},
  ): Losses {
    const until = (answered: Answered) =>
      new Set([...answered].flatMap(([id, at]) => (at <= before ? [id] : [])))
    const [verifications, created, revoked] = [
      until(this.#verifications),
      until(this.#created),
      until(this.#revoked),
    ]
    const debits = this.#debits.filter(at => at <= before).length
    const lost = (wanted: Set<string>, there: Set<string>) => [...wanted].filter(id => !there.has(id))
    const taken = creditsAtFirst - (stored.balances.get(this.#countedId) ?? 0)
    return {
      answeredVerifications: verifications.size,
      answeredChanges: created.size + revoked.size,
      lostVerifications: lost(verifications, eventIds),
      lostChanges: [...lost(created, stored.keyIds), ...lost(revoked, stored.revokedKeyIds)],
      auditMismatches: [
        ...difference(stored.keyIds, stored.auditedIds('key.created')),
        ...difference(stored.revokedKeyIds, stored.auditedIds('key.revoked')),
      ],
      creditsBack: Math.max(0, debits - taken),
      creditsCost: Math.max(0, taken - debits),
    }
  }

  async #verifyOn(
    pool: Pool,
    node: StartedKeyturn,
    { token, debits }: { token: string; debits: boolean },
  ): Promise<void> {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${node.rootKey}` }
    while (!this.isOver) {
      const answer = await post(pool, headers, JSON.stringify({ key: token }))
      if (answer === null) return
      if (answer.status !== 200) {
        const { code }: { code: string } = JSON.parse(answer.body)
        this.refusals.push({
          what: debits ? 'debit' : 'verification',
          code,
          status: answer.status,
          at: Date.now(),
        })
        continue
      }
      const { verificationId, valid }: { verificationId: string; valid: boolean } = JSON.parse(answer.body)
      this.#verifications.set(verificationId, answeredAt())
      if (debits && valid) this.#debits.push(answeredAt())
    }
  }

  async #change(client: KeyturnClient): Promise<void> {
    while (!this.isOver) {
      try {
        const { key } = await client.keys.create({
          apiId: this.#apiId,
          organizationId: this.organizationId,
          name: 'made under load',
        })
        this.#created.set(key.id, answeredAt())
        await client.keys.revoke(key.id)
        this.#revoked.set(key.id, answeredAt())
      } catch (error) {
        if (!(error instanceof KeyturnError) || (error.status !== 503 && error.status !== 507)) return
        this.refusals.push({ what: 'change', code: error.code, status: error.status, at: Date.now() })
        await sleep(20)
      }
    }
  }
}

function answeredAt(): number {
  return Date.now() + 1
}

function difference(left: Set<string>, right: Set<string>): string[] {
  return [...left.symmetricDifference(right)]
}

/** Null once the process is gone. */
async function post(
  pool: Pool,
  headers: Record<string, string>,
  body: string,
): Promise<{ status: number; body: string } | null> {
  try {
    const answer = await pool.request({ method: 'POST', path: '/v1/keys/verify', headers, body })
    return { status: answer.statusCode, body: await answer.body.text() }
  } catch {
    return null
  }
}
