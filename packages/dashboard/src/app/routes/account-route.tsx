import type { Session } from '@keyturn/contract/client'
import { Anchor, Text } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { getRouteApi, Link, useRouter } from '@tanstack/react-router'
import { queryClient } from '../../connection/query-client.ts'
import { AccountPage } from '../../features/account/account-page.tsx'
import { sessionQuery } from '../../features/sessions/session-queries.ts'
import { ZoneProvider } from '../../shared/zone.tsx'
import { AccountMenu } from '../frame/account-menu.tsx'
import { SkipLink } from '../frame/frame-shell.tsx'
import { GuardDialogs } from '../guard-dialogs.tsx'
import styles from './account-route.module.css'

const route = getRouteApi('/signed-in/account')

/** Of no organization, and so without the menu of one. */
export function AccountRoute() {
  const { session } = route.useRouteContext()
  const router = useRouter()
  const changed = async () => {
    queryClient.removeQueries({ queryKey: sessionQuery.queryKey })
    await router.invalidate()
  }
  const zone = session.user.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <ZoneProvider value={zone}>
      <SkipLink />
      <header className={styles.top}>
        <Link to="/" className={styles.back}>
          <IconArrowLeft size={18} aria-hidden />
          Back
        </Link>
        <AccountMenu session={session} />
      </header>
      <main id="content" className={styles.content} tabIndex={-1}>
        <AccountPage
          session={session}
          notice={session.lacks !== null && <Lacking session={session} lacks={session.lacks} />}
          onChanged={changed}
        />
      </main>
      <GuardDialogs session={session} />
    </ZoneProvider>
  )
}

/** What the organization asks for before anything can be done there, and where one can go meanwhile. */
function Lacking({ session, lacks }: { session: Session; lacks: NonNullable<Session['lacks']> }) {
  const here = session.memberships.find(each => each.organizationId === session.organizationId)
  const others = session.memberships.filter(each => each !== here)
  const name = here?.organizationName ?? 'Your organization'
  return (
    <div className={styles.notice} role="status">
      {lacks === 'second_factor' ? (
        <Text>
          {name} asks its members for a second factor. Set up an authenticator app or add a passkey below to
          go on.
        </Text>
      ) : (
        <Text>
          {name} asks its members to sign in through its identity provider.{' '}
          {here && (
            <Link to="/sign-in" search={{ organization: here.organizationId }}>
              Sign in there
            </Link>
          )}
        </Text>
      )}
      {others.map(each => (
        <Anchor
          key={each.organizationId}
          mt={4}
          display="block"
          renderRoot={props => (
            <Link
              {...props}
              to="/organizations/$organizationId"
              params={{ organizationId: each.organizationId }}
            />
          )}
        >
          Go to {each.organizationName}
        </Anchor>
      ))}
    </div>
  )
}
