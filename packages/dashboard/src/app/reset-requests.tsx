import type { KeyView } from '@keyturn/contract/client'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { RequestResetButton, ResetRequestBand } from '../features/requests/reset-request.tsx'
import { keyPermissions, mayOneOf } from '../features/sessions/session.ts'
import type { Place } from './frame/place.ts'
import { mayDecide } from './may-decide.ts'

/** Who does not manage a key asks for its reset; who does is told that somebody asks. */
export function resetRequestsOf({ organization, session }: Place): {
  action: (target: KeyView) => ReactNode
  notice: (target: KeyView) => ReactNode
} {
  const review = mayDecide(session).decideResets && (
    <Link to="/organizations/$organizationId/requests" params={{ organizationId: organization.id }}>
      Look at the request
    </Link>
  )
  // Requests are told to those who see keys; whom one page entrusts with its keys resets them without asking.
  if (!mayOneOf(session, keyPermissions)) return { action: () => null, notice: () => null }
  return {
    action: target => <RequestResetButton target={target} />,
    notice: target => (
      <ResetRequestBand target={target} self={{ type: 'user', id: session.user.id }} review={review} />
    ),
  }
}
