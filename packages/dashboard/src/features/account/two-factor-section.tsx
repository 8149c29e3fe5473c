import type { SecondFactors } from '@keyturn/contract/client'
import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { InstantText } from '../../shared/instant-text.tsx'
import { secondFactorsQuery } from './account-queries.ts'
import { AccountItem, AccountList, AccountSection, Loaded } from './account-section.tsx'

const TotpDialog = lazy(() => import('./totp-dialog.tsx').then(file => ({ default: file.TotpDialog })))

type Open = 'set up' | 'remove' | 'replace codes' | null

/** The authenticator app, and the codes for when it is lost. */
export function TwoFactorSection({
  onChanged,
  onCodes,
}: {
  onChanged: () => Promise<void>
  onCodes: (codes: readonly string[]) => void
}) {
  const factors = useQuery(secondFactorsQuery)
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const confirmed = async (codes: readonly string[] | null) => {
    close()
    if (codes !== null) onCodes(codes)
    await onChanged()
  }
  return (
    <AccountSection
      title="Two-factor"
      purpose="After your password, signing in also asks for a code that changes."
    >
      <Loaded query={factors} height={112}>
        {found => <Factors factors={found} onOpen={setOpen} />}
      </Loaded>
      <Suspense>
        {open === 'set up' && <TotpDialog onConfirmed={codes => void confirmed(codes)} onClose={close} />}
        {open === 'remove' && <RemoveTotpDialog onRemoved={() => void confirmed(null)} onClose={close} />}
        {open === 'replace codes' && (
          <ReplaceCodesDialog onReplaced={codes => void confirmed(codes)} onClose={close} />
        )}
      </Suspense>
    </AccountSection>
  )
}

function Factors({
  factors: { totp, passkeys, recoveryCodesLeft },
  onOpen,
}: {
  factors: SecondFactors
  onOpen: (what: Open) => void
}) {
  const hasFactor = totp !== null || passkeys > 0
  return (
    <AccountList>
      <AccountItem
        name="Authenticator app"
        facts={
          totp === null ? (
            'Not set up'
          ) : (
            <>
              On since <InstantText at={totp.confirmedAt} />
            </>
          )
        }
        actions={
          <Button
            variant="default"
            aria-label={totp === null ? 'Set up an authenticator app' : 'Remove the authenticator app'}
            onClick={() => onOpen(totp === null ? 'set up' : 'remove')}
          >
            {totp === null ? 'Set up' : 'Remove'}
          </Button>
        }
      />
      <AccountItem
        name="Recovery codes"
        facts={codesLeft(recoveryCodesLeft, hasFactor)}
        actions={
          hasFactor && (
            <Button
              variant="default"
              aria-label="Replace recovery codes"
              onClick={() => onOpen('replace codes')}
            >
              Replace
            </Button>
          )
        }
      />
    </AccountList>
  )
}

function codesLeft(count: number, hasFactor: boolean): string {
  if (!hasFactor) return 'You get ten with your first factor'
  return count === 1 ? 'One is left' : `${count} are left`
}

function RemoveTotpDialog({ onRemoved, onClose }: { onRemoved: () => void; onClose: () => void }) {
  const { isRunning, error, run } = useChange()
  const remove = async () => {
    if (await run(() => client.account.removeTotp())) onRemoved()
  }
  return (
    <ConfirmDialog
      title="Remove the authenticator app?"
      verb="Remove"
      isRunning={isRunning}
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      <Text>
        Its codes are asked for no more, and you are signed out everywhere else. Without another factor your
        recovery codes go, too.
      </Text>
      <CallProblem error={error} />
    </ConfirmDialog>
  )
}

function ReplaceCodesDialog({
  onReplaced,
  onClose,
}: {
  onReplaced: (codes: readonly string[]) => void
  onClose: () => void
}) {
  const { isRunning, error, run } = useChange()
  const replace = () =>
    run(async () => {
      const { recoveryCodes } = await client.account.replaceRecoveryCodes()
      onReplaced(recoveryCodes)
    })
  return (
    <ConfirmDialog
      title="Make new recovery codes?"
      verb="Make new codes"
      isRunning={isRunning}
      onConfirm={() => void replace()}
      onClose={onClose}
    >
      <Text>You get ten new ones. All earlier ones are good for nothing.</Text>
      <CallProblem error={error} />
    </ConfirmDialog>
  )
}
