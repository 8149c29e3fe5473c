import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { HttpProblem } from '../http/http-problem.ts'
import { presentedSession } from '../identity/sessions/session-cookie.ts'
import { pageAddresses } from './page-addresses.ts'
import type { PageAsset, PageFiles } from './page-files.ts'

/**
 * What the page may do: run and apply what this server serves, and talk to it. Scripts and styles in the page itself,
 * evaluated text, other origins and frames are all refused, so that text of others stays text. A portal may be framed by
 * the origins that its API names, and by nothing else.
 */
const policyFor = (ancestors: readonly string[]) =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    `frame-ancestors ${ancestors.length === 0 ? "'none'" : ancestors.join(' ')}`,
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')

/**
 * Serves the pages for people: the same page at each of its addresses, and what that loads. Whether there is a session
 * and an owner stands in the page itself where that is certain, so that it need not ask for what is not there.
 */
export function registerDashboard(
  app: FastifyInstance,
  { files, isSetupOpen }: { files: PageFiles | null; isSetupOpen: () => Promise<boolean> },
): void {
  // Once there is an owner there is one for good: the last cannot be removed.
  let isOpen = true
  for (const address of pageAddresses) {
    const path = address.replaceAll(/\{(\w+)\}/g, ':$1')
    for (const each of path === '/' ? [path] : [path, `${path}/`]) {
      app.get(each, async (request, reply) => {
        isOpen &&= await isSetupOpen()
        const marks = [
          ...(isOpen ? ['data-setup'] : []),
          ...(isSignedOut(request) ? ['data-signed-out'] : []),
        ]
        return sendPage(reply, files, { marks })
      })
    }
  }
  for (const [path, asset] of files?.assets ?? []) {
    app.get(path, (request, reply) => sendAsset(reply, asset, request.headers['accept-encoding']))
  }
}

/** Cookies of `SameSite=Strict` stay away where another site leads here: then their absence says nothing. */
function isSignedOut(request: FastifyRequest): boolean {
  const from = request.headers['sec-fetch-site']
  return (from === 'none' || from === 'same-origin') && presentedSession(request.raw) === null
}

/**
 * Who follows a link to an address at which there is nothing is told so by the dashboard. Null for programs, which get a
 * problem: whoever does not ask for HTML by name, and whoever asks for anything of the API.
 */
export function sendMissingPage(
  request: FastifyRequest,
  reply: FastifyReply,
  files: PageFiles | null,
): FastifyReply | null {
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  const isOfApi = /^\/v\d+(?:[/?]|$)/.test(request.url)
  if (files === null || !isRead || isOfApi || !names(request.headers.accept ?? '', 'text/html')) return null
  return sendPage(reply.code(404), files, {})
}

/** The page that starts the dashboard; `ancestors` are origins that may frame it, `marks` what it is told of itself. */
export function sendPage(
  reply: FastifyReply,
  files: PageFiles | null,
  { ancestors = [], marks = [] }: { ancestors?: readonly string[]; marks?: readonly string[] },
): FastifyReply {
  if (files === null) throw new HttpProblem('not_found', notBuilt)
  return reply
    .headers({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policyFor(ancestors),
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy': permissions,
    })
    .send(files.page.replace('<html', ['<html', ...marks].join(' ')))
}

const permissions = 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'

const notBuilt =
  'The pages of the dashboard were not built here. Build them: npm run build -w packages/dashboard'

function sendAsset(reply: FastifyReply, asset: PageAsset, accepted: string | undefined): FastifyReply {
  const { encoding, content } = choose(asset, accepted ?? '')
  if (encoding !== null) reply.header('content-encoding', encoding)
  return reply
    .headers({
      'content-type': asset.type,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
    })
    .send(content)
}

function choose({ plain, br, gzip }: PageAsset, accepted: string) {
  if (br !== null && names(accepted, 'br')) return { encoding: 'br', content: br }
  if (gzip !== null && names(accepted, 'gzip')) return { encoding: 'gzip', content: gzip }
  return { encoding: null, content: plain }
}

/** Whether a header names something without refusing it: RFC 9110, 12.4.2, by a weight of 0. */
function names(header: string, wanted: string): boolean {
  return header.split(',').some(part => {
    const [name, ...parameters] = part.split(';').map(text => text.trim().toLowerCase())
    return name === wanted && !parameters.some(parameter => /^q=0(?:\.0*)?$/.test(parameter))
  })
}
