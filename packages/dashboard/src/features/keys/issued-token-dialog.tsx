import { Anchor, Code, Text } from '@mantine/core'
import { useState } from 'react'
import { CopyButton } from '../../shared/copy-button.tsx'
import type { HeldSecret } from '../../shared/held-secret.ts'
import { OnceDialog } from '../../shared/once-dialog.tsx'
import styles from './issued-token-dialog.module.css'
import { TestRequest } from './test-request.tsx'

/**
 * The one time that a token is shown. Whoever opens this holds it, and nobody else: not in a cache, an
 * address or the browser's storage. Closing asks until it was copied.
 */
export function IssuedTokenDialog({
  title,
  token,
  variable,
  help,
  isShownOnce = true,
  onClose,
}: {
  title: string
  token: HeldSecret
  variable: string
  /** Address of the help on these keys; null where there is none. */
  help: string | null
  /** False where it can be shown again: then nothing is lost by closing. */
  isShownOnce?: boolean
  onClose: () => void
}) {
  const [isCopied, setCopied] = useState(false)
  const copied = () => setCopied(true)
  return (
    <OnceDialog
      title={title}
      isKept={isCopied}
      isLostOnClose={isShownOnce}
      question="The key was not copied. Without it you will have to make another one."
      advice={
        help !== null && (
          <Anchor size="sm" href={`${help}#store`} target="_blank">
            How to store and use it
          </Anchor>
        )
      }
      onClose={onClose}
    >
      <Text>
        Copy this key now and keep it where only the system that uses it can read it.
        {isShownOnce && ' You will not see this again.'}
      </Text>
      <Field label="API key" token={token} onCopied={copied} isFirst />
      <Field
        label="Line for .env"
        before={`${variable}=`}
        token={token}
        copyLabel="Copy line"
        onCopied={copied}
      />
      <TestRequest token={token} />
    </OnceDialog>
  )
}

function Field({
  label,
  before = '',
  token,
  copyLabel = 'Copy',
  isFirst = false,
  onCopied,
}: {
  label: string
  before?: string
  token: HeldSecret
  copyLabel?: string
  isFirst?: boolean
  onCopied: () => void
}) {
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {label}
      </Text>
      <div className={styles.field}>
        <Code className={styles.token} data-secret translate="no">
          {before}
          {token.text}
        </Code>
        <CopyButton
          text={async () => `${before}${token.text}`}
          label={copyLabel}
          onCopied={onCopied}
          data-autofocus={isFirst || undefined}
        />
      </div>
    </div>
  )
}
