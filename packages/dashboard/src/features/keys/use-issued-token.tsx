import { lazy, type ReactNode, Suspense } from 'react'
import { useHeldSecret } from '../../shared/held-secret.ts'
import { type KeyScene, variableOf } from './key-scene.ts'

const IssuedTokenDialog = lazy(() =>
  import('./issued-token-dialog.tsx').then(file => ({ default: file.IssuedTokenDialog })),
)

/** Holds the token of a key that was just made or renewed, and shows it in a dialog for as long as that is open. */
export function useIssuedToken({ api, help }: Pick<KeyScene, 'api' | 'help'>): {
  show: (token: string) => void
  dialog: ReactNode
} {
  const [token, holdToken] = useHeldSecret()
  const dialog = token !== null && (
    <Suspense>
      <IssuedTokenDialog
        title="Your new API key"
        token={token}
        variable={variableOf(api)}
        help={help}
        isShownOnce={api.reveal === 'once'}
        onClose={() => holdToken(null)}
      />
    </Suspense>
  )
  return { show: holdToken, dialog }
}
