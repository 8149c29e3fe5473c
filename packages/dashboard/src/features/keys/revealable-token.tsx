import type { KeyView } from '@keyturn/contract/client'
import { Box, Button, Code, Group, Text } from '@mantine/core'
import { IconEye, IconEyeOff } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { newIdempotencyKey } from '../../connection/new-idempotency-key.ts'
import { useChange } from '../../connection/use-change.ts'
import { CopyButton } from '../../shared/copy-button.tsx'
import { type HeldSecret, useHeldSecret } from '../../shared/held-secret.ts'
import styles from './issued-token-dialog.module.css'
import { TestRequest } from './test-request.tsx'

const shownMs = 30_000

/**
 * A token that can be shown again. Each time that it leaves the server is one audited reveal; it is on the page for half
 * a minute at most, and no longer than somebody looks at that.
 */
export function RevealableToken({
  sole,
  isShown,
  mayReveal,
  fresh,
  onTaken,
  action,
}: {
  sole: KeyView
  isShown: boolean
  mayReveal: boolean
  /** A token that has just been made here: if it is of this key it needs no reveal. */
  fresh: HeldSecret | null
  onTaken: () => void
  action: ReactNode
}) {
  const [token, holdToken] = useHeldSecret()
  const { isRunning, error, run } = useChange()
  const reveal = () =>
    run(async () => {
      const { secret } = await client.keys.reveal(sole.id, { idempotencyKey: newIdempotencyKey() })
      holdToken(secret)
    })
  useHiding(token !== null, isShown ? null : shownMs, () => holdToken(null))
  const hasOpened = useRef(false)
  useEffect(() => {
    if (!isShown || !mayReveal || hasOpened.current) return
    hasOpened.current = true
    if (fresh?.text.startsWith(sole.start)) {
      holdToken(fresh.text)
      onTaken()
    } else void reveal()
  })
  const take = async (): Promise<string | null> => {
    let taken = token?.text ?? null
    if (taken === null) {
      await run(async () => {
        const { secret } = await client.keys.reveal(sole.id, { idempotencyKey: newIdempotencyKey() })
        taken = secret
      })
    }
    return taken
  }
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        API key
      </Text>
      <div className={styles.field}>
        <Code
          className={styles.token}
          data-masked={token === null}
          data-secret
          translate="no"
          aria-label="API key"
        >
          {token?.text ?? `${sole.start}${'•'.repeat(24)}`}
        </Code>
      </div>
      <Group gap="xs" mt="sm">
        {mayReveal && (
          <>
            <Button
              variant="default"
              loading={isRunning}
              leftSection={token === null ? <IconEye size={16} /> : <IconEyeOff size={16} />}
              onClick={() => (token === null ? void reveal() : holdToken(null))}
            >
              {token === null ? 'Show Key' : 'Hide Key'}
            </Button>
            <CopyButton label="Copy Key" text={take} onRefused={holdToken} />
          </>
        )}
        {action}
      </Group>
      {!mayReveal && (
        <Text size="sm" c="dimmed" mt="xs">
          Showing it takes the permission reveal_keys.
        </Text>
      )}
      <CallProblem error={error} />
      {token !== null && (
        <Box mt="sm">
          <TestRequest token={token} />
        </Box>
      )}
    </div>
  )
}

/** Hides what is shown when the page lies in the back, and after `ms`. */
function useHiding(isShown: boolean, ms: number | null, hide: () => void): void {
  const latest = useRef(hide)
  latest.current = hide
  useEffect(() => {
    if (!isShown) return
    const hideNow = () => latest.current()
    const whenHidden = () => document.visibilityState === 'hidden' && hideNow()
    const timer = ms === null ? null : setTimeout(hideNow, ms)
    document.addEventListener('visibilitychange', whenHidden)
    return () => {
      if (timer !== null) clearTimeout(timer)
      document.removeEventListener('visibilitychange', whenHidden)
    }
  }, [isShown, ms])
}
