import type { RequestFacts } from './request-facts.ts'

/** `Headers` joins repeated headers with a comma and a space; no key has a space, so that these come apart again. */
const credentialHeaders = new Set(['x-api-key', 'authorization'])

/** A `Request` does not know its connection: `peer` is what the platform says, if it says anything. */
export function webRequestFacts<Source>(
  source: Source,
  request: Pick<Request, 'method' | 'url' | 'headers'>,
  peer: string | undefined,
): RequestFacts<Source> {
  const rawHeaders: string[] = []
  request.headers.forEach((value, name) => {
    const values = credentialHeaders.has(name) ? value.split(', ') : [value]
    for (const one of values) rawHeaders.push(name, one)
  })
  const pathStart = request.url.indexOf('/', request.url.indexOf('//') + 2)
  const target = pathStart === -1 ? '/' : request.url.slice(pathStart).replace(/#.*$/s, '')
  return { request: source, method: request.method, target, rawHeaders, peer }
}
