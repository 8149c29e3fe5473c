import type { KeyView } from '@keyturn/contract/client'
import { RequestResetButton, ResetRequestBand } from '../../features/requests/reset-request.tsx'
import type { Portal } from './open-portal.ts'

/** Who does not manage a key asks for its reset; whoever decides does so in the dashboard. */
export function portalResetsOf({ session }: Portal) {
  return {
    action: (target: KeyView) => <RequestResetButton target={target} />,
    notice: (target: KeyView) => (
      <ResetRequestBand target={target} self={{ type: 'portal', id: session.actor.id }} review={null} />
    ),
  }
}
