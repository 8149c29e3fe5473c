import { getRouteApi, Link } from '@tanstack/react-router'
import { useState } from 'react'
import { safeNext } from '../../features/sessions/session.ts'
import { SignInPage } from '../../features/sessions/sign-in-page.tsx'
import { linkToken } from '../link-token.ts'
import { useEnter } from '../use-enter.ts'

const route = getRouteApi('/sign-in')

export function SignInRoute() {
  const { next, organization } = route.useSearch()
  const enter = useEnter()
  const [token] = useState(linkToken)
  // Read again here: what a route does not know of an address is still handed to it.
  const returnTo = safeNext(next)
  return (
    <SignInPage
      token={token}
      organizationId={organization ?? null}
      returnTo={returnTo}
      onSignedIn={() => enter(returnTo)}
      setupLink={<Link to="/setup">Set it up</Link>}
      resetLink={<Link to="/reset-password">Forgot your password?</Link>}
    />
  )
}
