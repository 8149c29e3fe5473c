import { problemDefinitions } from '@keyturn/contract'
import { type Engine, stranger } from '@keyturn/engine'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import type { ClientAddress } from '../../http/client-address.ts'
import { requestInfo } from '../../http/request-info.ts'
import { toProblem } from '../../http/to-problem.ts'
import { escapeHtml, pageHeaders, pageText } from '../../pages/html-page.ts'
import { presentedSession } from '../sessions/session-cookie.ts'
import { noBrowserSecretCookie, presentedBrowserSecret } from './browser-secret-cookie.ts'
import type { SingleSignOn } from './single-sign-on.ts'

/** Where identity providers send browsers back to. */
export const singleSignOnCallback = '/v1/organizations/{id}/single-sign-on/callback'

export type CallbackOptions = {
  engine: Engine
  clientAddress: ClientAddress
  singleSignOn: SingleSignOn
  log: Logger
}

/**
 * The one address that another site leads to. Its answer is a page that goes on by itself: after a redirect browsers
 * would not send the cookie that it sets, as the way began elsewhere.
 */
export function registerCallback(app: FastifyInstance, options: CallbackOptions): void {
  const { engine, clientAddress, singleSignOn, log } = options
  app.get(singleSignOnCallback.replace('{id}', ':id'), async (request, reply) => {
    const { id: organizationId = '' } = request.params as { id?: string }
    const ctx = engine.context(stranger, requestInfo(request, clientAddress))
    const url = request.raw.url ?? ''
    const query = url.includes('?') ? url.slice(url.indexOf('?')) : ''
    const browserSecret = presentedBrowserSecret(request.raw)
    const replaces = presentedSession(request.raw)
    reply.headers(pageHeaders)
    try {
      const done = await singleSignOn.finish(ctx, { organizationId, browserSecret, query, replaces })
      const session = done.session === null ? [] : [done.session.cookie['set-cookie'] ?? '']
      reply.header('set-cookie', [...session, noBrowserSecretCookie])
      return reply.send(goingOn(done.returnTo))
    } catch (error) {
      const problem = toProblem(error)
      const { status, title } = problemDefinitions[problem.code]
      log.warn(
        { requestId: request.id, code: problem.code, err: problem.cause ?? error },
        'single sign-on failed',
      )
      return reply
        .code(status)
        .headers(problem.headers)
        .header('set-cookie', noBrowserSecretCookie)
        .send(refused({ title, detail: problem.message, organizationId }))
    }
  })
}

function goingOn(path: string): string {
  const address = escapeHtml(path)
  return pageText({
    title: 'Signed in',
    head: `<meta http-equiv="refresh" content="0;url=${address}">`,
    sections: [`<p><a href="${address}">Go on</a></p>`],
  })
}

function refused(told: { title: string; detail: string; organizationId: string }): string {
  const again = `/sign-in?organization=${encodeURIComponent(told.organizationId)}`
  return pageText({
    title: told.title,
    sections: [
      `<p>${escapeHtml(told.detail)}</p>`,
      `<p><a href="${escapeHtml(again)}">Sign in again</a> · <a href="/">Go back</a></p>`,
    ],
  })
}
