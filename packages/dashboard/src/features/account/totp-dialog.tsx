import { Code, Skeleton, Text, TextInput } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { CopyButton } from '../../shared/copy-button.tsx'
import { FormDialog } from '../../shared/form-dialog.tsx'
import { type HeldSecret, useHeldSecret } from '../../shared/held-secret.ts'
import { QrCode } from '../../shared/qr/qr-code.tsx'
import styles from './totp-dialog.module.css'

const qrWidth = 196

/** Sets up an authenticator app: it reads the secret, and a code of it shows that it has it. */
export function TotpDialog({
  onConfirmed,
  onClose,
}: {
  /** With recovery codes, where these are the first. */
  onConfirmed: (recoveryCodes: string[] | null) => void
  onClose: () => void
}) {
  const [uri, holdUri] = useHeldSecret()
  const [code, setCode] = useState('')
  const begun = useChange()
  const confirmation = useChange()
  useOnce(() =>
    begun.run(async () => {
      const { uri: issued } = await client.account.enrolTotp()
      holdUri(issued)
    }),
  )
  const confirm = () =>
    confirmation.run(async () => {
      const { recoveryCodes } = await client.account.confirmTotp({ code: code.trim() })
      onConfirmed(recoveryCodes)
    })
  return (
    <FormDialog
      title="Set up an authenticator app"
      verb="Switch on"
      size="lg"
      isReady={uri !== null && code.trim() !== ''}
      isRunning={confirmation.isRunning}
      onSubmit={() => void confirm()}
      onClose={onClose}
    >
      <CallProblem error={begun.error} />
      {begun.error === null && <Secret uri={uri} />}
      <TextInput
        label="Code that the app shows"
        autoComplete="one-time-code"
        inputMode="numeric"
        value={code}
        data-autofocus
        onChange={event => setCode(event.currentTarget.value)}
      />
      <CallProblem error={confirmation.error} />
    </FormDialog>
  )
}

function Secret({ uri }: { uri: HeldSecret | null }) {
  return (
    <div className={styles.setup} data-secret>
      {uri === null ? (
        <Skeleton width={qrWidth} height={qrWidth} />
      ) : (
        <QrCode text={uri.text} label="QR code for the authenticator app" width={qrWidth} />
      )}
      <div>
        <Text>
          Scan this with an authenticator app, or type the secret into it. You will not see it again.
        </Text>
        <Code className={styles.secret} translate="no" aria-label="Secret">
          {uri === null ? '…' : grouped(secretOf(uri.text))}
        </Code>
        {uri !== null && (
          <CopyButton text={async () => secretOf(uri.text)} label="Copy secret" size="compact-sm" />
        )}
      </div>
    </div>
  )
}

function secretOf(uri: string): string {
  return new URL(uri).searchParams.get('secret') ?? ''
}

function grouped(secret: string): string {
  return secret.match(/.{1,4}/g)?.join(' ') ?? secret
}

/** Runs once, however often the component is drawn. */
function useOnce(run: () => unknown): void {
  const hasRun = useRef(false)
  useEffect(() => {
    if (hasRun.current) return
    hasRun.current = true
    run()
  })
}
