import { once } from 'node:events'
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net'

/** What a network can do to a connection. */
export type TcpProxy = {
  port: number
  /** From now on bytes vanish in both directions, and new connections hang: nobody is told. */
  blackhole(): void
  /** From now on connections are refused, and those that exist are reset. */
  cut(): void
  /** From now on bytes take so much longer in each direction, in milliseconds; 0 for none. */
  delay(ms: number): void
  /** Bytes pass again; connections that lost some are closed. */
  heal(): void
  close(): Promise<void>
}

/** A proxy in front of a server, to make faults that a loopback interface does not have. */
export async function startTcpProxy(target: { host: string; port: number }): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let mode: 'open' | 'blackhole' | 'cut' = 'open'
  let delayMs = 0
  const pass = (to: Socket, bytes: Buffer) => {
    if (mode === 'open' && !to.destroyed) to.write(bytes)
  }
  const track = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy()).on('close', () => sockets.delete(socket))
  }
  const server = createServer(client => {
    track(client)
    if (mode === 'cut') return client.resetAndDestroy()
    const upstream = createConnection(target)
    track(upstream)
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      // Timers of one length end in the order in which they began, so that bytes do.
      from.on('data', bytes => {
        if (delayMs === 0) pass(to, bytes)
        else setTimeout(pass, delayMs, to, bytes)
      })
      from.on('close', () => mode === 'open' && to.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const dropAll = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    port,
    delay: ms => {
      delayMs = ms
    },
    blackhole: () => {
      mode = 'blackhole'
    },
    cut: () => {
      mode = 'cut'
      dropAll()
    },
    heal: () => {
      mode = 'open'
      dropAll()
    },
    close: async () => {
      dropAll()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The same database through the proxy. */
export function throughProxy(url: string, proxy: TcpProxy): string {
  const proxied = new URL(url)
  proxied.hostname = '127.0.0.1'
  proxied.port = String(proxy.port)
  return proxied.href
}
