import type { Session } from '@keyturn/contract/client'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { queryClient } from '../connection/query-client.ts'
import { apisQuery } from '../features/apis/api-queries.ts'
import { organizationQuery } from '../features/organizations/organization-queries.ts'
import { PlainPage } from '../features/sessions/plain-page.tsx'
import { sessionQuery } from '../features/sessions/session-queries.ts'
import styles from './failed-page.module.css'
import { FailedPage, MissingPage } from './failed-page.tsx'
import { AccountMenu } from './frame/account-menu.tsx'
import { Frame } from './frame/frame.tsx'
import { SkipLink } from './frame/frame-shell.tsx'
import { InstallationFrame } from './frame/installation-frame.tsx'
import { makePlace } from './make-place.ts'

/** For an address that belongs to no organization and nothing else: among the pages of whoever is signed in. */
export function LostPage() {
  const session = useQuery(sessionQuery)
  if (session.isPending) return null
  if (session.data)
    return (
      <Among session={session.data}>
        <MissingPage />
      </Among>
    )
  return (
    <PlainPage title="There is nothing here">
      The address may have a mistake. <Link to="/">To the start</Link>
    </PlainPage>
  )
}

/** What could not be shown of an organization that is not there, among the pages that are. */
export function FailedOrganizationPage(props: Parameters<typeof FailedPage>[0]) {
  const { data: session } = useQuery(sessionQuery)
  const page = <FailedPage {...props} />
  return session ? <Among session={session}>{page}</Among> : <main className={styles.page}>{page}</main>
}

/** Around what belongs to no organization that one reaches: the navigation of one’s own pages. */
export function Among({ session, children }: { session: Session; children: ReactNode }) {
  const ownId = session.organizationId ?? session.memberships[0]?.organizationId
  const isOfOwn = session.operator === null && ownId !== undefined && session.lacks === null
  const home = useQuery({ ...placeQuery(session, ownId ?? ''), enabled: isOfOwn })
  if (session.operator !== null) return <InstallationFrame session={session}>{children}</InstallationFrame>
  if (home.data) return <Frame place={home.data}>{children}</Frame>
  if (home.isLoading) return null
  return (
    <>
      <SkipLink />
      <header className={styles.top}>
        <AccountMenu session={session} />
      </header>
      <main id="content" className={styles.page} tabIndex={-1}>
        {children}
      </main>
    </>
  )
}

const placeQuery = (session: Session, organizationId: string) =>
  queryOptions({
    queryKey: ['place', session, organizationId],
    queryFn: async () => {
      const [organization, apis] = await Promise.all([
        queryClient.ensureQueryData(organizationQuery(organizationId)),
        queryClient.ensureQueryData(apisQuery),
      ])
      return makePlace({ session, organization, apis, environment: undefined })
    },
    retry: false,
  })
