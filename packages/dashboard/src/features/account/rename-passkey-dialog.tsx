import type { Passkey } from '@keyturn/contract/client'
import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { FormDialog } from '../../shared/form-dialog.tsx'

export function RenamePasskeyDialog({
  target,
  onRenamed,
  onClose,
}: {
  target: Passkey
  onRenamed: () => void
  onClose: () => void
}) {
  const [name, setName] = useState(target.name)
  const { isRunning, error, run } = useChange()
  const rename = () =>
    run(async () => {
      await client.account.renamePasskey(target.id, { name: name.trim() })
      onRenamed()
    })
  return (
    <FormDialog
      title="Rename passkey"
      verb="Rename"
      isReady={name.trim() !== ''}
      isRunning={isRunning}
      onSubmit={() => void rename()}
      onClose={onClose}
    >
      <TextInput
        label="Name"
        value={name}
        maxLength={100}
        autoComplete="off"
        data-autofocus
        onChange={event => setName(event.currentTarget.value)}
      />
      <CallProblem error={error} />
    </FormDialog>
  )
}
