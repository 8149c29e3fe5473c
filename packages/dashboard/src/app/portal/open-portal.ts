import type { ApiView, OrganizationView, PortalSession } from '@keyturn/contract/client'
import { enterPortal } from '../../connection/acting-in.ts'
import { client } from '../../connection/client.ts'
import { queryClient } from '../../connection/query-client.ts'
import type { ClosedPortal } from '../../features/portal/closed-portal.tsx'
import { portalQuery, redeemLink } from '../../features/portal/portal-queries.ts'
import { linkToken } from '../link-token.ts'

/** What came of the link that a page was opened with: a portal, or where to get another link. */
export type OpenedLink = { id: string } | ({ id: null } & Parameters<typeof ClosedPortal>[0])

export async function openLink(): Promise<OpenedLink> {
  const token = linkToken()
  if (token === null) return { id: null, home: null, reason: 'missing' }
  const redeemed = await redeemLink(token)
  if (!redeemed?.session) return { id: null, home: redeemed?.home ?? null, reason: 'over' }
  const { session } = redeemed
  enterPortal(session.id)
  // A browser that keeps no cookie has forgotten who came in by now.
  const known = await queryClient.fetchQuery(portalQuery(session.id))
  if (known === null) return { id: null, home: session, reason: 'blocked' }
  return { id: session.id }
}

/** Who is in a portal, whose keys of which API it is about, and the environment that its pages show. */
export type Portal = {
  session: PortalSession
  organization: OrganizationView
  api: ApiView
  environment: string
}

/** Null where the portal is closed. */
export async function readPortal(
  id: string,
  { apiId, environment }: { apiId: string; environment: string | undefined },
): Promise<Portal | null> {
  enterPortal(id)
  const session = await queryClient.ensureQueryData(portalQuery(id))
  if (session === null || session.apiId !== apiId) return null
  const [organization, api] = await Promise.all([
    queryClient.ensureQueryData({
      queryKey: ['portal', id, 'organization'],
      queryFn: () => client.organizations.get(session.organizationId),
    }),
    queryClient.ensureQueryData({ queryKey: ['portal', id, 'api'], queryFn: () => client.apis.get(apiId) }),
  ])
  return { session, organization, api, environment: environment ?? api.environments[0] ?? 'live' }
}
