import type { Server as NodeServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Engine } from '@keyturn/engine'
import { buildServer, type Server } from '../../build-server.ts'
import { createLog } from '../../logs/create-log.ts'

export type Lane = Server & {
  port: number
  logLines: string[]
  /** Requests that node:http saw. */
  ordinaryRequests(): number
  close(): Promise<void>
}

/** A listening server over an engine, with the hot lane or without. */
export async function openLane(
  engine: Engine,
  lanes: 'both' | 'ordinary',
  { trustedProxies = [] }: { trustedProxies?: readonly string[] } = {},
): Promise<Lane> {
  const logLines: string[] = []
  const server = buildServer({
    engine,
    log: createLog('debug', { write: (line: string) => logLines.push(line) }),
    version: '0.0.0-test',
    publicUrl: 'https://keyturn.example',
    trustedProxies,
    lanes,
  })
  await server.app.listen({ port: 0, host: '127.0.0.1' })
  const node: NodeServer = server.app.server
  let seen = 0
  node.on('request', () => {
    seen += 1
  })
  return {
    ...server,
    port: (node.address() as AddressInfo).port,
    logLines,
    ordinaryRequests: () => seen,
    close: () => server.app.close(),
  }
}

/** The verifier with some of its methods replaced. */
export function withMethods(
  verifier: Engine['verifier'],
  methods: Partial<Engine['verifier']>,
): Engine['verifier'] {
  return new Proxy(verifier, {
    get: (target, name) => {
      const replaced = Reflect.get(methods, name)
      if (replaced !== undefined) return replaced
      const own = Reflect.get(target, name, target)
      return typeof own === 'function' ? own.bind(target) : own
    },
  })
}
