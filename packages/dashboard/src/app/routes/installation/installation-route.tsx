import { Anchor } from '@mantine/core'
import { getRouteApi, Link, Outlet } from '@tanstack/react-router'
import { PageHeader } from '../../../shared/page-header.tsx'
import { InstallationFrame } from '../../frame/installation-frame.tsx'
import { GuardDialogs } from '../../guard-dialogs.tsx'
import { Among } from '../../lost-page.tsx'

const route = getRouteApi('/signed-in')

/** The operators' area; to others it says whose it is. */
export function InstallationRoute() {
  const { session } = route.useRouteContext()
  if (session.operator === null) {
    return (
      <Among session={session}>
        <PageHeader
          title="For operators"
          purpose="These pages are about the whole installation. Only its operators see them, and only owners make somebody one."
        />
        <Anchor renderRoot={props => <Link {...props} to="/" />}>To your organization</Anchor>
      </Among>
    )
  }
  return (
    <>
      <InstallationFrame session={session}>
        <Outlet />
      </InstallationFrame>
      <GuardDialogs session={session} />
    </>
  )
}
