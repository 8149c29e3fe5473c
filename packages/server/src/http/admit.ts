import type { Operation } from '@keyturn/contract'
import {
  type Engine,
  findPortalSession,
  findSession,
  type Principal,
  portalEnded,
  type RequestInfo,
  stranger,
} from '@keyturn/engine'
import type { FastifyRequest } from 'fastify'
import type { OwnPages } from '../identity/sessions/own-pages.ts'
import { presentedPortal } from '../identity/sessions/portal-cookie.ts'
import { presentedSession } from '../identity/sessions/session-cookie.ts'
import { authenticate } from './authenticate.ts'
import { HttpProblem } from './http-problem.ts'
import { nothingHere } from './nothing-here.ts'
import { valuesOf } from './read-credential.ts'

/**
 * Who makes a request. A key in a header goes before cookies, which browsers send whether they are asked to or not; and
 * of these the page says by a header when it is a portal's, or else it is that of who is signed in. Throws `HttpProblem` and `EngineError`.
 */
export async function admit(
  request: FastifyRequest,
  operation: Operation,
  { engine, pages, info }: { engine: Engine; pages: OwnPages; info: RequestInfo },
): Promise<Principal> {
  const { raw } = request
  if (operation.credential === 'none') {
    pages.assertOwn(raw)
    return stranger
  }
  const takesKeys = operation.credential === undefined
  const isKeys = takesKeys && bringsKey(raw.rawHeaders)
  const portal = isKeys ? null : presentedPortal(raw)
  if (portal !== null) {
    pages.assertOwn(raw)
    return admitPortal(portal, operation, engine.context(stranger, info))
  }
  if (operation.credential === 'portal') {
    throw new HttpProblem('missing_credential', 'This concerns somebody in a portal. Open it by its link.')
  }
  const session = isKeys ? null : presentedSession(raw)
  if (session !== null) {
    pages.assertOwn(raw)
    return findSession(engine.context(stranger, info), session, actsIn(request, operation))
  }
  if (operation.credential === 'session') {
    throw new HttpProblem('missing_credential', 'Sign in: this concerns a person, and no key will do.')
  }
  const recorded = operation.scope !== 'keys:verify'
  return authenticate(engine, { rawHeaders: raw.rawHeaders, info, recorded })
}

/** Somebody in a portal has no account here: calls about one are not for them. */
async function admitPortal(
  { id, digest }: NonNullable<ReturnType<typeof presentedPortal>>,
  { credential }: Operation,
  ctx: Parameters<typeof findPortalSession>[0],
): Promise<Principal> {
  if (credential === 'session') {
    throw new HttpProblem(
      'missing_credential',
      'This concerns a person who is signed in, and no portal will do.',
    )
  }
  if (digest === null) throw portalEnded()
  return findPortalSession(ctx, { id, digest })
}

/**
 * The organization that a page acts in, as it says itself: of two pages of one browser each has its own. What people do
 * about themselves concerns none, but for calls that say so.
 */
function actsIn({ raw }: FastifyRequest, operation: Operation): string | null {
  if (operation.credential === 'session' && !operation.actsInOrganization) return null
  const [organizationId, another] = valuesOf(raw.rawHeaders, 'keyturn-organization')
  if (another !== undefined) {
    throw new HttpProblem('duplicate_header', 'Keyturn-Organization was sent twice. Send it once.')
  }
  if (organizationId !== undefined && !/^org_[0-9a-z]{26}$/.test(organizationId)) throw nothingHere()
  return organizationId ?? null
}

function bringsKey(rawHeaders: readonly string[]): boolean {
  return ['authorization', 'x-api-key'].some(name => valuesOf(rawHeaders, name).length > 0)
}
