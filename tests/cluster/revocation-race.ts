import { randomInt } from 'node:crypto'
import { Pool } from 'undici'
import type { StartedKeyturn } from '../harness/start-keyturn.ts'

export type RaceOptions = {
  /** Processes on one database. */
  nodes: readonly StartedKeyturn[]
  revocations: number
  verifications: number
  /** Verifications in flight at a time, over all nodes. */
  concurrency: number
  batchSize: number
}

export type RaceReport = {
  verifications: number
  accepted: number
  /** Sent after the answer to the revocation, and accepted: must be empty. */
  stale: { keyId: string; node: number; lateMs: number }[]
  revokeMs: { median: number; p99: number; most: number }
}

type Racing = { id: string; token: string; revokedAt: number }
type Answer = { valid: boolean }

/**
 * Revokes keys one after another while every node verifies all of them as fast as it can. Whatever is sent after the
 * answer to a revocation, to any node, must be refused; the moment is taken by the one clock of this process, before
 * the first byte of a verification and after the last byte of a revocation.
 */
export async function raceRevocations(options: RaceOptions): Promise<RaceReport> {
  const race = new Race(options)
  await race.prepare()
  return race.run()
}

class Race {
  readonly #options: RaceOptions
  readonly #pools: Pool[]
  readonly #keys: Racing[] = []
  readonly #stale: RaceReport['stale'] = []
  readonly #revokeMs: number[] = []
  #verifications = 0
  #accepted = 0

  constructor(options: RaceOptions) {
    this.#options = options
    this.#pools = options.nodes.map(node => new Pool(node.url, { connections: options.concurrency + 4 }))
  }

  async prepare(): Promise<void> {
    const client = this.#options.nodes[0]!.client
    const name = `race ${randomInt(1e9)}`
    const prefix = `r${randomInt(36 ** 6).toString(36)}`
    const api = await client.apis.create({ name, prefix, scopes: [{ name: 'leads:read' }] })
    const organization = await client.organizations.create({ name })
    const create = async () => {
      const body = { apiId: api.id, organizationId: organization.id, name, scopes: ['leads:read'] }
      const { key, secret } = await client.keys.create(body)
      this.#keys.push({ id: key.id, token: secret!, revokedAt: Number.POSITIVE_INFINITY })
    }
    for (let made = 0; made < this.#options.revocations; made += 20) {
      await Promise.all(Array.from({ length: Math.min(20, this.#options.revocations - made) }, create))
    }
  }

  async run(): Promise<RaceReport> {
    const verifiers = Array.from({ length: this.#options.concurrency }, (_, index) => this.#verifyAll(index))
    await this.#revokeAll()
    await Promise.all(verifiers)
    await Promise.all(this.#pools.map(pool => pool.close()))
    const sorted = this.#revokeMs.toSorted((a, b) => a - b)
    const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
    return {
      verifications: this.#verifications,
      accepted: this.#accepted,
      stale: this.#stale,
      revokeMs: { median: at(0.5), p99: at(0.99), most: at(1) },
    }
  }

  /** Spreads the revocations over the race, each followed at once by a verification on every node. */
  async #revokeAll(): Promise<void> {
    const { revocations, verifications } = this.#options
    for (const [index, key] of this.#keys.entries()) {
      while (this.#verifications < (index * verifications) / revocations) await new Promise(setImmediate)
      const node = this.#options.nodes[index % this.#options.nodes.length]!
      const startedAt = performance.now()
      await node.client.keys.revoke(key.id, { reason: 'race' })
      key.revokedAt = performance.now()
      this.#revokeMs.push(key.revokedAt - startedAt)
      await Promise.all(this.#pools.map((_, each) => this.#verify(each, [key])))
    }
  }

  async #verifyAll(worker: number): Promise<void> {
    const { verifications, batchSize } = this.#options
    for (let turn = worker; this.#verifications < verifications; turn++) {
      const keys = Array.from({ length: batchSize }, () => this.#keys[randomInt(this.#keys.length)]!)
      await this.#verify(turn % this.#pools.length, keys)
    }
  }

  async #verify(node: number, keys: readonly Racing[]): Promise<void> {
    const verifications = keys.map(key => ({ key: key.token, scopes: ['leads:read'] }))
    const sentAt = performance.now()
    const answer = await this.#pools[node]!.request({
      method: 'POST',
      path: '/v1/keys/verify-batch',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${this.#options.nodes[node]!.rootKey}`,
      },
      body: JSON.stringify({ verifications }),
    })
    const body = await answer.body.text()
    if (answer.statusCode === 503) return
    if (answer.statusCode !== 200) throw new Error(`verify-batch answered ${answer.statusCode}: ${body}`)
    const { data }: { data: Answer[] } = JSON.parse(body)
    this.#verifications += data.length
    for (const [index, key] of keys.entries()) {
      if (!data[index]?.valid) continue
      this.#accepted += 1
      if (sentAt > key.revokedAt) this.#stale.push({ keyId: key.id, node, lateMs: sentAt - key.revokedAt })
    }
  }
}
