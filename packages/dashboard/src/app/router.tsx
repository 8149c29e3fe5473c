import { KeyturnError, type Session } from '@keyturn/contract/client'
import {
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  redirect,
  retainSearchParams,
  rootRouteId,
} from '@tanstack/react-router'
import { actIn, isOrganizationId, organizationIn } from '../connection/acting-in.ts'
import { client } from '../connection/client.ts'
import { queryClient } from '../connection/query-client.ts'
import { apisQuery } from '../features/apis/api-queries.ts'
import { menuOf } from '../features/apis/menu.ts'
import { organizationQuery } from '../features/organizations/organization-queries.ts'
import { organizationIdIn } from '../features/sessions/organization-id-in.ts'
import { mayOneOf, safeNext } from '../features/sessions/session.ts'
import { sessionInQuery, sessionQuery } from '../features/sessions/session-queries.ts'
import { FailedPage, MissingPage } from './failed-page.tsx'
import { homeOf } from './home-of.ts'
import { hideLinkToken } from './link-token.ts'
import { makePlace } from './make-place.ts'
import { portalRoutes } from './portal/portal-routes.tsx'
import { readEnvironment } from './read-environment.ts'
import { readFoundKeysFilter, readOrganizationFilter } from './read-installation-filters.ts'
import { readKeyFilter } from './read-key-filter.ts'
import { readKeyView } from './read-key-view.ts'
import { readTarget } from './read-target.ts'
import { readApi, readEnvironments, readLogFilter, readRange } from './read-usage-search.ts'
import { root } from './root-route.tsx'

function readMonth({ month }: { month?: unknown }): { month?: string } {
  return typeof month === 'string' && /^20\d\d-(?:0[1-9]|1[0-2])$/.test(month) ? { month } : {}
}

/** Who lacks what the organization asks for is shown how to come by it: nothing can be done there before. */
async function assertComplete(acting: Session, organizationId: string, own: Session): Promise<Session> {
  if (acting.lacks === null) return acting
  // The page of the account is about no organization, and tells of the one that the session is switched to.
  if (own.organizationId !== organizationId) {
    await client.session.switch({ organizationId })
    queryClient.removeQueries({ queryKey: sessionQuery.queryKey })
  }
  throw redirect({ to: '/account' })
}

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: (search): { next?: string; organization?: string } => {
    const next = safeNext(search['next'])
    const organization = organizationIdIn(String(search['organization'] ?? ''))
    return { ...(next === '/' ? {} : { next }), ...(organization === null ? {} : { organization }) }
  },
  component: lazyRouteComponent(() => import('./routes/sign-in-route.tsx'), 'SignInRoute'),
})

const setup = createRoute({
  getParentRoute: () => root,
  path: '/setup',
  component: lazyRouteComponent(() => import('./routes/setup-route.tsx'), 'SetupRoute'),
})

const resetPassword = createRoute({
  getParentRoute: () => root,
  path: '/reset-password',
  component: lazyRouteComponent(() => import('./routes/reset-password-route.tsx'), 'ResetPasswordRoute'),
})

const acceptInvitation = createRoute({
  getParentRoute: () => root,
  path: '/accept-invitation',
  component: lazyRouteComponent(
    () => import('./routes/accept-invitation-route.tsx'),
    'AcceptInvitationRoute',
  ),
})

/** An organization that the session does not reach: what is shown instead is about one's own. */
function missOrganization(error: unknown, preload: boolean): never {
  if (!(error instanceof KeyturnError) || error.status !== 404) throw error
  if (!preload) actIn(null)
  throw notFound({ routeId: rootRouteId })
}

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ location, preload }) => {
    if (!preload) actIn(organizationIn(location.pathname))
    const session = await queryClient
      .ensureQueryData(sessionQuery)
      .catch(error => missOrganization(error, preload))
    if (session === null) {
      const next = safeNext(location.href)
      throw redirect({ to: '/sign-in', search: next === '/' ? {} : { next } })
    }
    // Operators reach every organization, and their pages tell each call which one it is about.
    if (session.operator !== null) actIn(null)
    return { session }
  },
})

const account = createRoute({
  getParentRoute: () => signedIn,
  path: '/account',
  component: lazyRouteComponent(() => import('./routes/account-route.tsx'), 'AccountRoute'),
})

/** Staff begin with their customers; others in the organization that the session acts in, or the first one they reach. */
const start = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: async ({ context: { session } }) => {
    if (session.operator !== null) throw redirect({ to: '/installation/organizations' })
    const organizationId = await homeOf(session)
    if (organizationId !== undefined) {
      throw redirect({ to: '/organizations/$organizationId', params: { organizationId } })
    }
  },
  component: lazyRouteComponent(() => import('./routes/nowhere-route.tsx'), 'NowhereRoute'),
})

/**
 * To the help on the API of a prefix, or on the first that one may have keys of: `type` of a problem leads here, to the
 * row of its code.
 */
const help = createRoute({
  getParentRoute: () => signedIn,
  path: '/help',
  validateSearch: ({ api }): { api?: string } =>
    typeof api === 'string' && /^[a-z0-9]{2,12}$/.test(api) ? { api } : {},
  beforeLoad: async ({ context: { session }, search, location: { hash } }) => {
    const organizationId = await homeOf(session)
    const apis = await queryClient.ensureQueryData(apisQuery)
    const [first] = menuOf(apis, permissions => mayOneOf(session, permissions))
    const wanted = apis.find(({ prefix }) => prefix === search.api) ?? first?.pages[0]?.apis[0] ?? apis[0]
    if (organizationId === undefined || wanted === undefined) throw redirect({ to: '/' })
    const params = { organizationId, apiId: wanted.id }
    throw redirect({ to: '/organizations/$organizationId/apis/$apiId/help', params, hash })
  },
})

const installation = createRoute({
  getParentRoute: () => signedIn,
  path: '/installation',
  component: lazyRouteComponent(
    () => import('./routes/installation/installation-route.tsx'),
    'InstallationRoute',
  ),
  notFoundComponent: MissingPage,
})

const installationStart = createRoute({
  getParentRoute: () => installation,
  path: '/',
  beforeLoad: ({ context: { session } }) => {
    if (session.operator !== null) throw redirect({ to: '/installation/organizations' })
  },
})

const customers = createRoute({
  getParentRoute: () => installation,
  path: '/organizations',
  validateSearch: readOrganizationFilter,
  component: lazyRouteComponent(
    () => import('./routes/installation/organization-list-route.tsx'),
    'OrganizationListRoute',
  ),
})

const customer = createRoute({
  getParentRoute: () => installation,
  path: '/organizations/$customerId',
  component: lazyRouteComponent(
    () => import('./routes/installation/organization-settings-route.tsx'),
    'OrganizationSettingsRoute',
  ),
})

const apiList = createRoute({
  getParentRoute: () => installation,
  path: '/apis',
  component: lazyRouteComponent(() => import('./routes/installation/api-list-route.tsx'), 'ApiListRoute'),
})

const newApi = createRoute({
  getParentRoute: () => installation,
  path: '/apis/new',
  component: lazyRouteComponent(() => import('./routes/installation/new-api-route.tsx'), 'NewApiRoute'),
})

const api = createRoute({
  getParentRoute: () => installation,
  path: '/apis/$apiId',
  component: lazyRouteComponent(() => import('./routes/installation/api-route.tsx'), 'ApiRoute'),
})

const foundKeys = createRoute({
  getParentRoute: () => installation,
  path: '/keys',
  validateSearch: readFoundKeysFilter,
  component: lazyRouteComponent(() => import('./routes/installation/found-keys-route.tsx'), 'FoundKeysRoute'),
})

const operators = createRoute({
  getParentRoute: () => installation,
  path: '/operators',
  component: lazyRouteComponent(() => import('./routes/installation/operators-route.tsx'), 'OperatorsRoute'),
})

const health = createRoute({
  getParentRoute: () => installation,
  path: '/health',
  component: lazyRouteComponent(() => import('../features/system/health-page.tsx'), 'HealthPage'),
})

const operatorsArea = installation.addChildren([
  installationStart,
  customers,
  customer,
  apiList,
  newApi,
  api,
  foundKeys,
  operators,
  health,
])

const organization = createRoute({
  getParentRoute: () => signedIn,
  path: '/organizations/$organizationId',
  validateSearch: readEnvironment,
  // What a member may do differs between organizations.
  beforeLoad: async ({ context: { session }, params: { organizationId } }) => {
    if (!isOrganizationId(organizationId)) throw notFound({ routeId: rootRouteId })
    const isHere = session.operator !== null || session.organizationId === organizationId
    const acting = isHere ? session : await queryClient.ensureQueryData(sessionInQuery(organizationId))
    return { session: await assertComplete(acting, organizationId, session) }
  },
  search: { middlewares: [retainSearchParams(['environment'])] },
  loaderDeps: ({ search }) => readEnvironment(search),
  loader: async ({ context: { session }, params: { organizationId }, deps: { environment } }) => {
    const [read, apis] = await Promise.all([
      queryClient.ensureQueryData(organizationQuery(organizationId)),
      queryClient.ensureQueryData(apisQuery),
    ])
    return makePlace({ session, organization: read, apis, environment })
  },
  component: lazyRouteComponent(() => import('./routes/organization-route.tsx'), 'OrganizationRoute'),
  notFoundComponent: MissingPage,
  errorComponent: lazyRouteComponent(() => import('./lost-page.tsx'), 'FailedOrganizationPage'),
})

const overview = createRoute({
  getParentRoute: () => organization,
  path: '/',
  component: lazyRouteComponent(() => import('./routes/overview-route.tsx'), 'OverviewRoute'),
})

const keys = createRoute({
  getParentRoute: () => organization,
  path: '/apis/$apiId/keys',
  validateSearch: readKeyFilter,
  component: lazyRouteComponent(() => import('./routes/keys-route.tsx'), 'KeysRoute'),
})

const general = createRoute({
  getParentRoute: () => organization,
  path: '/settings',
  component: lazyRouteComponent(() => import('./routes/general-route.tsx'), 'GeneralRoute'),
})

const members = createRoute({
  getParentRoute: () => organization,
  path: '/settings/members',
  component: lazyRouteComponent(() => import('./routes/members-route.tsx'), 'MembersRoute'),
})

const security = createRoute({
  getParentRoute: () => organization,
  path: '/settings/security',
  component: lazyRouteComponent(() => import('./routes/security-route.tsx'), 'SecurityRoute'),
})

const billing = createRoute({
  getParentRoute: () => organization,
  path: '/settings/billing',
  validateSearch: readMonth,
  component: lazyRouteComponent(() => import('./routes/billing-route.tsx'), 'BillingRoute'),
})

const helpOnKeys = createRoute({
  getParentRoute: () => organization,
  path: '/apis/$apiId/help',
  component: lazyRouteComponent(() => import('./routes/help-route.tsx'), 'HelpRoute'),
})

const key = createRoute({
  getParentRoute: () => organization,
  path: '/apis/$apiId/keys/$keyId',
  validateSearch: readKeyView,
  component: lazyRouteComponent(() => import('./routes/key-route.tsx'), 'KeyRoute'),
})

const usage = createRoute({
  getParentRoute: () => organization,
  path: '/usage',
  validateSearch: (search: Record<string, unknown>) => ({ ...readApi(search), ...readRange(search) }),
  component: lazyRouteComponent(() => import('./routes/usage-route.tsx'), 'UsageRoute'),
})

const logs = createRoute({
  getParentRoute: () => organization,
  path: '/logs',
  validateSearch: (search: Record<string, unknown>) => ({
    ...readApi(search),
    ...readEnvironments(search),
    ...readLogFilter(search),
  }),
  component: lazyRouteComponent(() => import('./routes/logs-route.tsx'), 'LogsRoute'),
})

const audit = createRoute({
  getParentRoute: () => organization,
  path: '/audit',
  validateSearch: readTarget,
  component: lazyRouteComponent(() => import('./routes/audit-route.tsx'), 'AuditRoute'),
})

const requests = createRoute({
  getParentRoute: () => organization,
  path: '/requests',
  validateSearch: ({ show }: { show?: unknown }): { show?: 'closed' } => (show === 'closed' ? { show } : {}),
  component: lazyRouteComponent(() => import('./routes/requests-route.tsx'), 'RequestsRoute'),
})

// Before the router reads where it begins.
hideLinkToken()

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    setup,
    resetPassword,
    acceptInvitation,
    portalRoutes,
    signedIn.addChildren([
      start,
      account,
      help,
      operatorsArea,
      organization.addChildren([
        overview,
        requests,
        keys,
        key,
        usage,
        logs,
        audit,
        helpOnKeys,
        general,
        members,
        security,
        billing,
      ]),
    ]),
  ]),
  defaultPreload: 'intent',
  // React Query knows what is fresh.
  defaultPreloadStaleTime: 0,
  defaultErrorComponent: FailedPage,
  scrollRestoration: true,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
