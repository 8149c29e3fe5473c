import { cpuUsage } from 'node:process'
import { HttpConnection } from './http-connection.ts'

export type ClosedLoop = {
  port: number
  /** Sent in turn. */
  requests: readonly Buffer[]
  connections: number
  /** The run ends after this time, or after `requestsMax`. */
  seconds: number
  requestsMax?: number
  /** Whether an answer is what the run is about; anything else is a failure. */
  accepts: (answer: string) => boolean
}

export type ClosedLoopResult = {
  answered: number
  failed: number
  /** The first answer that was not accepted. */
  failure: string | null
  elapsedMs: number
  latenciesMs: number[]
  /** From 0 to 1: near 1 the client was the limit, not the server. */
  clientBusy: number
}

/** Every connection sends its next request when its last one is answered. */
export async function runClosedLoop(load: ClosedLoop): Promise<ClosedLoopResult> {
  const connections = await Promise.all(
    Array.from({ length: load.connections }, () => HttpConnection.open(load.port)),
  )
  const result = { answered: 0, failed: 0, failure: null as string | null, latenciesMs: [] as number[] }
  const usageBefore = cpuUsage()
  const start = performance.now()
  const end = start + load.seconds * 1_000
  const most = load.requestsMax ?? Number.POSITIVE_INFINITY
  let next = 0
  const drive = (connection: HttpConnection): Promise<void> =>
    new Promise(resolve => {
      const send = (): void => {
        const request = load.requests[next++ % load.requests.length]
        if (request === undefined || performance.now() >= end || next > most) {
          resolve()
          return
        }
        const sentAt = performance.now()
        connection.send(request, answer => {
          result.latenciesMs.push(performance.now() - sentAt)
          if (answer !== null && load.accepts(answer)) result.answered++
          else {
            result.failed++
            result.failure ??= answer
          }
          if (answer === null) resolve()
          else send()
        })
      }
      send()
    })
  await Promise.all(connections.map(drive))
  const elapsedMs = performance.now() - start
  const { user, system } = cpuUsage(usageBefore)
  for (const connection of connections) connection.close()
  return { ...result, elapsedMs, clientBusy: (user + system) / 1_000 / elapsedMs }
}
