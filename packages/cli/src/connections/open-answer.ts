import { createTransport, type Exchange, ExchangeTimeout, KeyturnCalls } from '@keyturn/contract/client'
import type { Run } from '../commands/run.ts'
import { Refusal } from '../output/refusal.ts'
import type { Connection } from './find-connection.ts'

type Body = NonNullable<Response['body']>

/**
 * Makes one call whose answer is an export of any length, and reads that as it comes. A refusal is thrown before the
 * first piece, as for every call; a connection that breaks off throws `Refusal` where the next piece would be.
 */
export async function openAnswer(
  run: Run,
  { url, key }: Connection,
  call: (calls: KeyturnCalls) => Promise<string>,
): Promise<AsyncIterable<string>> {
  let body: Body | null = null
  const exchange: Exchange = async request => {
    const response = await beginAnswer(run, request)
    const answer = { status: response.status, header: (name: string) => response.headers.get(name) }
    if (!isExport(response)) return { ...answer, text: await response.text() }
    body = response.body
    return { ...answer, text: '' }
  }
  const userAgent = `keyturn-cli/${run.version}`
  await call(
    new KeyturnCalls(createTransport({ url, key, exchange, retries: {}, timeoutMs: 60_000, userAgent })),
  )
  if (body === null)
    throw new Refusal('The server answered without an export. Is this the address of Keyturn?')
  return piecesOf(body)
}

/** Only the beginning has to come in time: how long the whole takes depends on how much it is. */
async function beginAnswer(run: Run, request: Parameters<Exchange>[0]): Promise<Response> {
  const { method, origin, path, headers, timeoutMs } = request
  const late = new AbortController()
  const timer = setTimeout(() => late.abort(new ExchangeTimeout('no answer in time')), timeoutMs)
  const signal = AbortSignal.any([run.signal, late.signal])
  return fetch(origin + path, { method, headers, redirect: 'manual', signal }).finally(() =>
    clearTimeout(timer),
  )
}

function isExport({ ok, headers }: Response): boolean {
  return ok && /^(?:text\/csv|application\/x-ndjson)\b/.test(headers.get('content-type') ?? '')
}

async function* piecesOf(body: Body): AsyncGenerator<string, void, undefined> {
  const decoder = new TextDecoder()
  try {
    for await (const bytes of body) yield decoder.decode(bytes, { stream: true })
  } catch (cause) {
    throw new Refusal('The connection broke off before the end. What came is not complete.', { cause })
  }
}
