import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { ResetPasswordPage } from '../../features/sessions/reset-password-page.tsx'
import { linkToken } from '../link-token.ts'

export function ResetPasswordRoute() {
  const [token] = useState(linkToken)
  return <ResetPasswordPage token={token} signInLink={<Link to="/sign-in">Sign in</Link>} />
}
