import { createTransport, fetchExchange, KeyturnCalls } from '@keyturn/contract/client'
import type { Run } from '../commands/run.ts'
import { type ConnectionOptions, findConnection } from './find-connection.ts'

/** A typed client, and the function behind it for bodies that the server is to judge. */
export type Connected = { calls: KeyturnCalls; send: ReturnType<typeof createTransport> }

/** Throws `WrongUsage` where there is no key or address. Nothing is sent yet. */
export async function connect(run: Run, options: ConnectionOptions): Promise<Connected> {
  return connectTo(run, await findConnection(run, options))
}

/** Calls are repeated where that is safe, and end with the command. */
export function connectTo(run: Run, { url, key }: { url: string; key: string }): Connected {
  const exchange = fetchExchange(fetch)
  const send = createTransport({
    url,
    key,
    exchange: request => exchange({ ...request, signal: run.signal }),
    retries: {},
    timeoutMs: 60_000,
    userAgent: `keyturn-cli/${run.version}`,
  })
  return { calls: new KeyturnCalls(send), send }
}
