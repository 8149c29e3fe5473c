import { NativeSelect, TextInput } from '@mantine/core'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { fieldFault } from '../../connection/field-fault.ts'
import { useChange } from '../../connection/use-change.ts'
import { FormDialog } from '../../shared/form-dialog.tsx'
import { refreshOperators } from './operator-queries.ts'

type Added = { email: string; signInUrl: string; expiresAt: string }

/** Adds somebody to the staff. The link with which they sign in goes to `onAdded` and is kept here no longer. */
export function AddOperatorDialog({
  onAdded,
  onClose,
}: {
  onAdded: (added: Added) => void
  onClose: () => void
}) {
  const [email, setEmail] = useState('')
  const [name, setName] = useState('')
  const [role, setRole] = useState<'operator' | 'owner'>('operator')
  const { isRunning, error, run } = useChange()
  const add = () =>
    run(async () => {
      const given = name.trim() === '' ? null : name.trim()
      const { operator, signInUrl, expiresAt } = await client.operators.create({
        email: email.trim(),
        name: given,
        role,
      })
      void refreshOperators()
      // A server that was not told its own address answers with a path.
      const link = new URL(signInUrl, window.location.origin).href
      onAdded({ email: operator.email, signInUrl: link, expiresAt })
    })
  return (
    <FormDialog
      title="Add operator"
      verb="Add operator"
      isReady={email.trim() !== ''}
      isDirty={email !== '' || name !== ''}
      isRunning={isRunning}
      onSubmit={() => void add()}
      onClose={onClose}
    >
      <TextInput
        label="E-mail"
        type="email"
        value={email}
        autoComplete="off"
        required
        withAsterisk={false}
        data-autofocus
        error={fieldFault(error, '/email')}
        onChange={event => setEmail(event.currentTarget.value)}
      />
      <TextInput
        label="Name"
        value={name}
        autoComplete="off"
        error={fieldFault(error, '/name')}
        onChange={event => setName(event.currentTarget.value)}
      />
      <NativeSelect
        label="Role"
        description={
          role === 'owner'
            ? 'Reaches everything, and adds and removes operators and owners.'
            : 'Reaches every organization, API and key, but not who the operators are.'
        }
        value={role}
        data={[
          { value: 'operator', label: 'Operator' },
          { value: 'owner', label: 'Owner' },
        ]}
        onChange={event => setRole(event.currentTarget.value === 'owner' ? 'owner' : 'operator')}
      />
      <CallProblem error={error} />
    </FormDialog>
  )
}
