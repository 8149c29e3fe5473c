import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { fieldFault } from '../../connection/field-fault.ts'
import { useChange } from '../../connection/use-change.ts'
import { NewPasswordField } from '../../shared/new-password-field.tsx'
import { refreshAccount } from './account-queries.ts'
import { AccountForm, AccountSection } from './account-section.tsx'

/** A new password; who asks has just proven who they are. */
export function PasswordSection({ email }: { email: string }) {
  const [password, setPassword] = useState('')
  const { isRunning, error, run } = useChange()
  const change = () =>
    run(async () => {
      await client.account.changePassword({ password })
      setPassword('')
      await refreshAccount()
      notifications.show({
        title: 'Password changed',
        message: 'You are signed out everywhere else.',
        color: 'gray',
      })
    })
  return (
    <AccountSection title="Password" purpose="Changing it signs you out everywhere else.">
      <AccountForm onSubmit={() => void change()}>
        {/* For password managers, which ask whose password it is. */}
        <input type="text" autoComplete="username" value={email} readOnly hidden />
        <NewPasswordField
          label="New password"
          value={password}
          error={fieldFault(error, '/password')}
          onChange={setPassword}
        />
        <CallProblem error={error} fields={['/password']} />
        <div>
          <Button type="submit" loading={isRunning} disabled={password === ''}>
            Change password
          </Button>
        </div>
      </AccountForm>
    </AccountSection>
  )
}
