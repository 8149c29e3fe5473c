import { createRoute, lazyRouteComponent, redirect, retainSearchParams } from '@tanstack/react-router'
import { readEnvironment } from '../read-environment.ts'
import { readKeyFilter } from '../read-key-filter.ts'
import { readKeyView } from '../read-key-view.ts'
import { root } from '../root-route.tsx'

const portal = createRoute({ getParentRoute: () => root, path: '/portal/$apiId' })

/** Where a link leads: its token is used, and the address has none of it after that. */
const portalLink = createRoute({
  getParentRoute: () => portal,
  path: '/',
  loader: async ({ params: { apiId } }) => {
    const { openLink } = await import('./open-portal.ts')
    const opened = await openLink()
    if (opened.id === null) return opened
    const params = { apiId, portalSessionId: opened.id }
    throw redirect({ to: '/portal/$apiId/$portalSessionId', params, replace: true })
  },
  component: lazyRouteComponent(() => import('./portal-link-route.tsx'), 'PortalLinkRoute'),
})

const portalPages = createRoute({
  getParentRoute: () => portal,
  path: '/$portalSessionId',
  validateSearch: readEnvironment,
  search: { middlewares: [retainSearchParams(['environment'])] },
  loaderDeps: ({ search }) => readEnvironment(search),
  loader: async ({ params: { apiId, portalSessionId }, deps: { environment } }) => {
    const { readPortal } = await import('./open-portal.ts')
    return readPortal(portalSessionId, { apiId, environment })
  },
  component: lazyRouteComponent(() => import('./portal-route.tsx'), 'PortalRoute'),
})

const portalKeys = createRoute({
  getParentRoute: () => portalPages,
  path: '/',
  validateSearch: readKeyFilter,
  component: lazyRouteComponent(() => import('./portal-keys-route.tsx'), 'PortalKeysRoute'),
})

const portalKey = createRoute({
  getParentRoute: () => portalPages,
  path: '/keys/$keyId',
  validateSearch: readKeyView,
  component: lazyRouteComponent(() => import('./portal-key-route.tsx'), 'PortalKeyRoute'),
})

/** The pages of a portal: a tree of their own, which shares nothing with the dashboard but what it shows of keys. */
export const portalRoutes = portal.addChildren([portalLink, portalPages.addChildren([portalKeys, portalKey])])
