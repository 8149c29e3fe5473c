import { getRouteApi } from '@tanstack/react-router'
import { EmptyState } from '../../shared/empty-state.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import styles from '../failed-page.module.css'
import { AccountMenu } from '../frame/account-menu.tsx'

const route = getRouteApi('/signed-in')

/** For somebody who is signed in and in no organization. */
export function NowhereRoute() {
  const { session } = route.useRouteContext()
  return (
    <main className={styles.page}>
      <PageHeader title="Welcome" action={<AccountMenu session={session} />} />
      <EmptyState
        title="You are in no organization"
        sentence="Somebody who manages the people of your organization can invite you to it."
      />
    </main>
  )
}
