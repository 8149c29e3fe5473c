import { createRootRoute, lazyRouteComponent, Outlet } from '@tanstack/react-router'
import { MissingPage } from './failed-page.tsx'

const isPortal = (pathname: string) => pathname.startsWith('/portal/')
const beganInPortal = isPortal(window.location.pathname)

/** Nobody gets from a portal to the dashboard within one page: that page may be in a frame, and the dashboard must not. */
export const root = createRootRoute({
  beforeLoad: async ({ location }) => {
    if (isPortal(location.pathname) === beganInPortal) return
    window.location.assign(location.href)
    await new Promise(() => {})
  },
  component: Outlet,
  // As in index.html, until it is known what to show.
  pendingComponent: () => (
    <p className="starting" role="status">
      Loading
    </p>
  ),
  // In a portal nothing of the dashboard is shown, and it is not asked for its session.
  notFoundComponent: beganInPortal
    ? MissingPage
    : lazyRouteComponent(() => import('./lost-page.tsx'), 'LostPage'),
})
