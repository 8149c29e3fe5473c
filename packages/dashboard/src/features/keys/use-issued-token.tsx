import { type ComponentType, lazy, type ReactNode, Suspense } from 'react'
import { useHeldSecret } from '../../shared/held-secret.ts'
import { type KeyScene, variableOf } from './key-scene.ts'

const load = () => import('./issued-token-dialog.tsx')
const IssuedTokenDialog = lazy(() => load().then(file => ({ default: file.IssuedTokenDialog })))

/**
 * A dialog that makes a token. It opens when what shows that token has been loaded, too: a server that is updated in
 * between has that part no more, and a token that is shown once would be lost.
 */
export function lazyIssuing<Props>(read: () => Promise<ComponentType<Props>>) {
  return lazy(async () => {
    const [component] = await Promise.all([read(), load()])
    return { default: component }
  })
}

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
