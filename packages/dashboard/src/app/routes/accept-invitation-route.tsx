import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { AcceptInvitationPage } from '../../features/sessions/accept-invitation-page.tsx'
import { linkToken } from '../link-token.ts'
import { useEnter } from '../use-enter.ts'

export function AcceptInvitationRoute() {
  const enter = useEnter()
  const [token] = useState(linkToken)
  return (
    <AcceptInvitationPage
      token={token}
      onJoined={() => enter()}
      signInLink={<Link to="/sign-in">Sign in</Link>}
    />
  )
}
