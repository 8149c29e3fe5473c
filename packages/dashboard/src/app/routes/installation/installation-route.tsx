import { Anchor, Text } from '@mantine/core'
import { getRouteApi, Link, Outlet } from '@tanstack/react-router'
import { PageHeader } from '../../../shared/page-header.tsx'
import styles from '../../failed-page.module.css'
import { AccountMenu } from '../../frame/account-menu.tsx'
import { InstallationFrame } from '../../frame/installation-frame.tsx'
import { GuardDialogs } from '../../guard-dialogs.tsx'

const route = getRouteApi('/signed-in')

/** The operators' area; to others it says whose it is. */
export function InstallationRoute() {
  const { session } = route.useRouteContext()
  if (session.operator === null) {
    return (
      <main className={styles.page}>
        <PageHeader title="For operators" action={<AccountMenu session={session} />} />
        <Text c="dimmed" mb="md">
          These pages are about the whole installation. Only its operators see them, and only owners make
          somebody one.
        </Text>
        <Anchor renderRoot={props => <Link {...props} to="/" />}>To your organization</Anchor>
      </main>
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
