import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { Pool } from 'undici'
import type { StartedKeyturn } from '../harness/start-keyturn.ts'
import type { Cluster } from './start-cluster.ts'
import { createSubject } from './tightening.ts'

export type RollingOptions = { rounds: number; requestsPerSecond: number; settleMs: number }

export type RollingReport = {
  restarts: number
  requests: number
  /** Anything but a valid verdict for a key that works: must be empty. */
  failures: string[]
}

const healthEveryMs = 100

/** Hands each request to a node that says it is ready, over connections of its own, as load balancers do. */
class Balancer {
  readonly #pools = new Map<StartedKeyturn, Pool>()
  #ready: Pool[] = []
  #turn = 0
  readonly #server = createServer((request, response) => {
    const pool = this.#ready[this.#turn++ % Math.max(1, this.#ready.length)]
    if (pool) void forward(pool, request, response)
    else response.writeHead(502).end('no node is ready')
  })
  #checking: NodeJS.Timeout | null = null

  get nodes(): StartedKeyturn[] {
    return [...this.#pools.keys()]
  }

  add(node: StartedKeyturn): void {
    this.#pools.set(node, new Pool(node.url, { connections: 10 }))
  }

  async remove(node: StartedKeyturn): Promise<void> {
    await this.#pools.get(node)?.destroy()
    this.#pools.delete(node)
  }

  async start(): Promise<string> {
    await this.check()
    this.#checking = setInterval(() => void this.check(), healthEveryMs)
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async check(): Promise<void> {
    const asked = await Promise.all(
      [...this.#pools].map(async ([node, pool]) => {
        const answer = await fetch(`${node.url}/readyz`).catch(() => null)
        await answer?.arrayBuffer()
        return answer?.ok ? pool : null
      }),
    )
    this.#ready = asked.filter(pool => pool !== null)
  }

  async stop(): Promise<void> {
    if (this.#checking) clearInterval(this.#checking)
    this.#server.close()
    this.#server.closeAllConnections()
    for (const node of this.nodes) await this.remove(node)
  }
}

async function forward(pool: Pool, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const { authorization = '', 'content-type': type = '' } = request.headers
    const answer = await pool.request({
      method: 'POST',
      path: request.url ?? '/',
      headers: { authorization, 'content-type': type },
      body: await text(request),
    })
    response.writeHead(answer.statusCode).end(await answer.body.text())
  } catch (error) {
    response.writeHead(502).end(String(error))
  }
}

/** Replaces every process by a new one, in turn, while verifications go on through a load balancer (G13, F37). */
export async function runRollingRestart(cluster: Cluster, options: RollingOptions): Promise<RollingReport> {
  const balancer = new Balancer()
  for (const node of cluster.nodes) balancer.add(node)
  const { request } = await createSubject(cluster.first)
  const url = await balancer.start()
  const load = new Load(url, { rootKey: cluster.first.rootKey, body: JSON.stringify(request) })
  const loading = load.run(options.requestsPerSecond)
  let restarts = 0
  for (let round = 0; round < options.rounds; round++) {
    for (const old of balancer.nodes) {
      balancer.add(await cluster.add())
      await sleep(options.settleMs)
      await old.stop()
      await balancer.remove(old)
      restarts += 1
    }
  }
  load.isOver = true
  await loading
  await balancer.stop()
  return { restarts, requests: load.requests, failures: load.failures }
}

class Load {
  requests = 0
  readonly failures: string[] = []
  isOver = false
  readonly #pool: Pool
  readonly #headers: Record<string, string>
  readonly #body: string

  constructor(url: string, { rootKey, body }: { rootKey: string; body: string }) {
    this.#pool = new Pool(url, { connections: 30 })
    this.#headers = { 'content-type': 'application/json', authorization: `Bearer ${rootKey}` }
    this.#body = body
  }

  async run(perSecond: number): Promise<void> {
    const inFlight = new Set<Promise<void>>()
    const startedAt = performance.now()
    while (!this.isOver) {
      while (this.requests < ((performance.now() - startedAt) / 1000) * perSecond) {
        this.requests += 1
        const one = this.#verify().finally(() => inFlight.delete(one))
        inFlight.add(one)
      }
      await sleep(2)
    }
    await Promise.all(inFlight)
    await this.#pool.destroy()
  }

  async #verify(): Promise<void> {
    try {
      const { statusCode, body } = await this.#pool.request({
        method: 'POST',
        path: '/v1/keys/verify',
        headers: this.#headers,
        body: this.#body,
      })
      const text = await body.text()
      if (statusCode !== 200 || !text.startsWith('{"valid":true')) this.failures.push(`${statusCode} ${text}`)
    } catch (error) {
      this.failures.push(String(error))
    }
  }
}
