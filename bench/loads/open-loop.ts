import { HttpConnection } from './http-connection.ts'

export type OpenLoop = {
  port: number
  requests: readonly Buffer[]
  connections: number
  perSecond: number
  seconds: number
  accepts: (answer: string) => boolean
}

export type OpenLoopResult = {
  sent: number
  failed: number
  /** From the moment that a request was due, not from when it could be sent. */
  latenciesMs: number[]
  /** The most requests that were due while no connection was free. */
  queuedMax: number
}

const overrunMs = 5_000

/**
 * Requests are due at a fixed rate whatever the server does; one that has to wait for a free connection has waited
 * since it was due. (A client that waits for answers before it sends leaves out exactly the slow moments.)
 */
export async function runOpenLoop(load: OpenLoop): Promise<OpenLoopResult> {
  const idle = await Promise.all(
    Array.from({ length: load.connections }, () => HttpConnection.open(load.port)),
  )
  const all = [...idle]
  const total = Math.floor(load.perSecond * load.seconds)
  const result: OpenLoopResult = { sent: 0, failed: 0, latenciesMs: [], queuedMax: 0 }
  const start = performance.now()
  const dueAt = (number: number): number => start + (number * 1_000) / load.perSecond
  const finished = Promise.withResolvers<void>()
  let open = 0
  const send = (connection: HttpConnection): void => {
    const due = dueAt(result.sent)
    const request = load.requests[result.sent % load.requests.length] ?? Buffer.alloc(0)
    result.sent++
    open++
    connection.send(request, answer => {
      open--
      result.latenciesMs.push(performance.now() - due)
      if (answer === null || !load.accepts(answer)) result.failed++
      if (answer !== null) idle.push(connection)
    })
  }
  const tick = (): void => {
    const now = performance.now()
    const due = Math.min(total, Math.floor(((now - start) * load.perSecond) / 1_000))
    while (result.sent < due) {
      const connection = idle.pop()
      if (connection === undefined) break
      send(connection)
    }
    result.queuedMax = Math.max(result.queuedMax, due - result.sent)
    const isLate = now > start + load.seconds * 1_000 + overrunMs
    if ((result.sent === total && open === 0) || isLate) finished.resolve()
    else setImmediate(tick)
  }
  tick()
  await finished.promise
  for (const connection of all) connection.close()
  return result
}
