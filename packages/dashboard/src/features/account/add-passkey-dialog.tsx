import { deviceName } from '@keyturn/contract/client'
import { Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { FormDialog } from '../../shared/form-dialog.tsx'
import { makePasskey } from '../../shared/passkeys.ts'

type MadePasskey = Parameters<typeof client.account.addPasskey>[0]['response']

/** Makes a passkey on this device, or on one that the browser reaches. */
export function AddPasskeyDialog({
  onAdded,
  onClose,
}: {
  /** With recovery codes, where these are the first. */
  onAdded: (recoveryCodes: string[] | null) => void
  onClose: () => void
}) {
  const [name, setName] = useState(() => deviceName(navigator.userAgent) ?? 'Unknown device')
  const { isRunning, error, run } = useChange()
  const add = () =>
    run(async () => {
      const made = await makePasskey(await client.account.beginPasskey())
      if (made === null) return
      const { recoveryCodes } = await client.account.addPasskey({
        name: name.trim(),
        response: made as MadePasskey,
      })
      onAdded(recoveryCodes)
    })
  return (
    <FormDialog
      title="Add a passkey"
      verb="Add passkey"
      isReady={name.trim() !== ''}
      isRunning={isRunning}
      onSubmit={() => void add()}
      onClose={onClose}
    >
      <Text>Your browser asks where to keep it. You are signed out everywhere else afterwards.</Text>
      <TextInput
        label="Name"
        description="So that you know later which device it is on."
        inputWrapperOrder={['label', 'input', 'description']}
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
