import type { AddressInfo, Server } from 'node:net'

/** Listens on a free port of the loopback interface and says which: the line that the comparison waits for. */
export function listen(server: Server): void {
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo
    process.stdout.write(`listening on ${port}\n`)
  })
}
