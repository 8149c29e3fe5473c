import type { LookupFunction } from 'node:net'
import { Agent, type Dispatcher, request } from 'undici'
import { type Destination, findDestination, OutboundRefusal, type Resolve } from './find-destination.ts'

export type OutboundOptions = {
  /** Networks that may be reached although they are not public, as CIDR. */
  allow: readonly string[]
  /** For the whole call. Default 10,000. */
  timeoutMs?: number
  /** Of the answer's body. Default 512 KiB. */
  bytesMax?: number
  resolve?: Resolve
}

export type OutboundRequest = {
  method?: string | undefined
  headers?: Record<string, string> | undefined
  body?: string | null | undefined
}

export type OutboundFetch = (url: string, request?: OutboundRequest) => Promise<Response>

/**
 * Calls an address that somebody else wrote down. The connection goes to the addresses that were checked: a name that
 * stands for others a moment later changes nothing. No redirect is followed, no proxy of the environment is asked, and
 * an answer that is slow or large is cut.
 */
export function outboundFetch(options: OutboundOptions): OutboundFetch {
  const { timeoutMs = 10_000, bytesMax = 524_288 } = options
  return async (text, { method = 'GET', headers = {}, body = null } = {}) => {
    const destination = await findDestination(new URL(text), options)
    const signal = AbortSignal.timeout(timeoutMs)
    const dispatcher = new Agent({
      connect: { lookup: pinnedTo(destination), timeout: timeoutMs },
      pipelining: 0,
    })
    try {
      const answer = await request(destination.url, {
        method: method as Dispatcher.HttpMethod,
        headers,
        body,
        signal,
        dispatcher,
      })
      return await read(answer, bytesMax)
    } catch (error) {
      throw error instanceof OutboundRefusal ? error : new OutboundRefusal('It could not be reached.', error)
    } finally {
      await dispatcher.destroy()
    }
  }
}

/** Answers with what was checked, whatever the name stands for now. */
function pinnedTo({ addresses }: Destination): LookupFunction {
  return (_, { all }, callback) => {
    const [first] = addresses
    if (all) callback(null, addresses)
    else callback(null, first?.address ?? '', first?.family)
  }
}

async function read(
  { statusCode, headers, body }: Dispatcher.ResponseData,
  bytesMax: number,
): Promise<Response> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    size += chunk.length
    if (size > bytesMax) throw new OutboundRefusal('It answered too much.')
    chunks.push(chunk)
  }
  const isBodiless = size === 0 || [204, 205, 304].includes(statusCode)
  const answered = new Headers()
  for (const [name, value] of Object.entries(headers))
    for (const each of [value ?? []].flat()) answered.append(name, each)
  return new Response(isBodiless ? null : Buffer.concat(chunks), { status: statusCode, headers: answered })
}
