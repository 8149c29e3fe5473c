import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { SetupPage } from '../../features/sessions/setup-page.tsx'
import { linkToken } from '../link-token.ts'
import { useEnter } from '../use-enter.ts'

export function SetupRoute() {
  const enter = useEnter()
  const [token] = useState(linkToken)
  return (
    <SetupPage token={token} onSignedIn={() => enter()} signInLink={<Link to="/sign-in">Sign in</Link>} />
  )
}
