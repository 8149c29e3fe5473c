import type { Passkey } from '@keyturn/contract/client'
import { ActionIcon, Button, Text } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { InstantText } from '../../shared/instant-text.tsx'
import { hasPasskeys } from '../../shared/passkeys.ts'
import { StatusText } from '../../shared/status-text.tsx'
import { passkeysQuery } from './account-queries.ts'
import { AccountItem, AccountList, AccountSection, Loaded } from './account-section.tsx'

const AddPasskeyDialog = lazy(() =>
  import('./add-passkey-dialog.tsx').then(file => ({ default: file.AddPasskeyDialog })),
)
const RenamePasskeyDialog = lazy(() =>
  import('./rename-passkey-dialog.tsx').then(file => ({ default: file.RenamePasskeyDialog })),
)

type Open = { what: 'add' } | { what: 'rename' | 'remove'; target: Passkey } | null

/** What signs in without a password. */
export function PasskeysSection({
  onChanged,
  onCodes,
}: {
  onChanged: () => Promise<void>
  onCodes: (codes: readonly string[]) => void
}) {
  const passkeys = useQuery(passkeysQuery)
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const changed = async () => {
    close()
    await onChanged()
  }
  const added = async (codes: readonly string[] | null) => {
    if (codes !== null) onCodes(codes)
    await changed()
  }
  return (
    <AccountSection
      title="Passkeys"
      purpose="They sign you in with a finger, a face or a PIN of your device, in the place of password and code."
    >
      <Loaded query={passkeys} height={56}>
        {found => <PasskeyList passkeys={found} onOpen={setOpen} />}
      </Loaded>
      <Suspense>
        {open?.what === 'add' && <AddPasskeyDialog onAdded={codes => void added(codes)} onClose={close} />}
        {open?.what === 'rename' && (
          <RenamePasskeyDialog target={open.target} onRenamed={() => void changed()} onClose={close} />
        )}
        {open?.what === 'remove' && (
          <RemovePasskeyDialog target={open.target} onRemoved={() => void changed()} onClose={close} />
        )}
      </Suspense>
    </AccountSection>
  )
}

function PasskeyList({ passkeys, onOpen }: { passkeys: readonly Passkey[]; onOpen: (what: Open) => void }) {
  return (
    <>
      {passkeys.length > 0 && (
        <AccountList>
          {passkeys.map(each => (
            <PasskeyItem
              key={each.id}
              passkey={each}
              onRename={() => onOpen({ what: 'rename', target: each })}
              onRemove={() => onOpen({ what: 'remove', target: each })}
            />
          ))}
        </AccountList>
      )}
      {hasPasskeys() ? (
        <Button variant="default" mt={passkeys.length > 0 ? 'md' : 0} onClick={() => onOpen({ what: 'add' })}>
          Add a passkey
        </Button>
      ) : (
        <Text c="dimmed">This browser has no passkeys.</Text>
      )}
    </>
  )
}

function PasskeyItem({
  passkey,
  onRename,
  onRemove,
}: {
  passkey: Passkey
  onRename: () => void
  onRemove: () => void
}) {
  const { name, createdAt, lastUsedAt, backedUp, clonedAt } = passkey
  return (
    <AccountItem
      name={name}
      facts={
        clonedAt === null ? (
          <>
            Added <InstantText at={createdAt} />, {lastUsedAt === null ? 'never used' : 'last used '}
            {lastUsedAt !== null && <InstantText at={lastUsedAt} />}
            {backedUp && ', on your other devices too'}
          </>
        ) : (
          <StatusText tone="bad">There is a copy of it: it signs in no more. Remove it.</StatusText>
        )
      }
      actions={
        <>
          <ActionIcon aria-label={`Rename ${name}`} onClick={onRename}>
            <IconPencil size={16} />
          </ActionIcon>
          <ActionIcon aria-label={`Remove ${name}`} onClick={onRemove}>
            <IconTrash size={16} />
          </ActionIcon>
        </>
      }
    />
  )
}

function RemovePasskeyDialog({
  target,
  onRemoved,
  onClose,
}: {
  target: Passkey
  onRemoved: () => void
  onClose: () => void
}) {
  const { isRunning, error, run } = useChange()
  const remove = async () => {
    if (await run(() => client.account.removePasskey(target.id))) onRemoved()
  }
  return (
    <ConfirmDialog
      title={`Remove ${target.name}?`}
      verb="Remove passkey"
      isRunning={isRunning}
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      <Text>
        It signs in no more, and you are signed out everywhere else. Your device keeps it until you delete it
        there, too. Without another factor your recovery codes go as well.
      </Text>
      <CallProblem error={error} />
    </ConfirmDialog>
  )
}
