import { Code, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { CopyButton } from '../../shared/copy-button.tsx'
import type { HeldSecret } from '../../shared/held-secret.ts'
import { relativeText } from '../../shared/instants.ts'
import { OnceDialog } from '../../shared/once-dialog.tsx'
import { useNow } from '../../shared/use-now.ts'
import { useZone } from '../../shared/zone.tsx'
import styles from './sign-in-link-dialog.module.css'

/** The one time that the link of a new operator is shown: whoever opens it first is that operator. */
export function SignInLinkDialog({
  email,
  expiresAt,
  link,
  onClose,
}: {
  email: string
  expiresAt: string
  link: HeldSecret
  onClose: () => void
}) {
  const [isCopied, setCopied] = useState(false)
  const now = useNow()
  const zone = useZone()
  return (
    <OnceDialog
      title={`Hand this link to ${email}`}
      isKept={isCopied}
      question="The link was not copied. Without it you have to remove them and add them again."
      onClose={onClose}
    >
      <Text>
        Whoever opens it first is that operator, so give it to them yourself. It works once, and ends{' '}
        {relativeText(expiresAt, now, zone)}. You will not see it again.
      </Text>
      <Code className={styles.link} data-secret translate="no">
        {link.text}
      </Code>
      <Group>
        <CopyButton
          text={async () => link.text}
          label="Copy link"
          variant={isCopied ? 'default' : 'filled'}
          onCopied={() => setCopied(true)}
          data-autofocus
        />
      </Group>
    </OnceDialog>
  )
}
