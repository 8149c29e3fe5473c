/**
 * Requests of people come from the pages of this installation and from nowhere else. Browsers say where a request
 * comes from and let no page lie about it: `Origin` on everything that could change something, `Sec-Fetch-Site` on all.
 * What does not say so, or says something else, is refused before anything is looked at; that is the whole defence
 * against other sites acting for whoever is signed in, or signing them in as somebody else.
 */
import type { IncomingMessage } from 'node:http'
import { isLoopback } from '../../config/is-loopback.ts'
import { HttpProblem } from '../../http/http-problem.ts'
import { valuesOf } from '../../http/read-credential.ts'

export type OwnPages = {
  /** Refuses what did not come from a page of this installation. Throws `csrf_failed`, `insecure_transport`. */
  assertOwn(request: IncomingMessage): void
}

/** `publicUrl` is where clients reach this installation; empty: on the machine itself. */
export function ownPages(publicUrl: string): OwnPages {
  const url = publicUrl === '' ? null : new URL(publicUrl)
  const isPublic = url !== null && !isLoopback(bareHost(url.hostname))
  const accepts = (request: IncomingMessage, origin: string): boolean =>
    origin === url?.origin || (!isPublic && origin === localOrigin(request))
  return {
    assertOwn: request => {
      const [site] = valuesOf(request.rawHeaders, 'sec-fetch-site')
      if (site !== undefined && site !== 'same-origin' && site !== 'none') throw csrfFailed()
      if (request.method === 'GET' || request.method === 'HEAD') return
      const [origin, another] = valuesOf(request.rawHeaders, 'origin')
      if (origin === undefined || another !== undefined) throw csrfFailed()
      if (isUnencrypted(request, origin)) throw insecureTransport()
      if (!accepts(request, origin)) throw csrfFailed()
    },
  }
}

/** The origin of pages that were called by a name that only this machine has; null for any other name. */
function localOrigin(request: IncomingMessage): string | null {
  const host = request.headers.host ?? ''
  return isLoopback(bareHost(host.replace(/:\d+$/, ''))) ? `http://${host}` : null
}

/** A page of ours, but where browsers keep no `__Host-` cookie: who signs in would not be signed in. */
function isUnencrypted(request: IncomingMessage, origin: string): boolean {
  return origin === `http://${request.headers.host}` && localOrigin(request) === null
}

function bareHost(host: string): string {
  return host.replace(/^\[|\]$/g, '')
}

function csrfFailed(): HttpProblem {
  return new HttpProblem(
    'csrf_failed',
    'This request did not come from a page of this installation. Open its address, and try again there.',
  )
}

function insecureTransport(): HttpProblem {
  return new HttpProblem(
    'insecure_transport',
    'Browsers keep nobody signed in over plain http. Use https, or http://localhost on the machine itself.',
  )
}
