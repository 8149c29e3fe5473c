import { Button, Group, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { CopyButton } from '../../shared/copy-button.tsx'
import type { HeldSecret } from '../../shared/held-secret.ts'
import { OnceDialog } from '../../shared/once-dialog.tsx'
import { saveFile } from '../../shared/save-file.ts'
import styles from './recovery-codes-dialog.module.css'

/** The one time that recovery codes are shown; `codes` has one on each line. */
export function RecoveryCodesDialog({ codes, onClose }: { codes: HeldSecret; onClose: () => void }) {
  const [isKept, setKept] = useState(false)
  const keep = () => setKept(true)
  const save = () => {
    const text = `Recovery codes for ${window.location.host}, each good once\n\n${codes.text}\n`
    saveFile('keyturn-recovery-codes.txt', new Blob([text], { type: 'text/plain' }))
    keep()
  }
  return (
    <OnceDialog
      title="Your recovery codes"
      isKept={isKept}
      question="The codes were not kept. Without them a lost device locks you out."
      onClose={onClose}
    >
      <Text>
        Each of them signs you in once in the place of your second factor. Keep them where you find them
        without your device. You will not see this again.
      </Text>
      <ul className={styles.codes} aria-label="Recovery codes" translate="no">
        {codes.text.split('\n').map(code => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group gap="xs">
        <CopyButton text={async () => codes.text} label="Copy codes" onCopied={keep} data-autofocus />
        <Button variant="default" leftSection={<IconDownload size={16} />} onClick={save}>
          Download
        </Button>
      </Group>
    </OnceDialog>
  )
}
