import { KeyturnError, type Session } from '@keyturn/contract/client'
import { Text, Textarea } from '@mantine/core'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { fieldFault } from '../../connection/field-fault.ts'
import { useChange } from '../../connection/use-change.ts'
import { ChoiceList } from '../../shared/choice-list.tsx'
import { FormDialog } from '../../shared/form-dialog.tsx'
import { StatusText } from '../../shared/status-text.tsx'
import { refreshMembers } from './member-queries.ts'
import styles from './people-table.module.css'
import { grantableChoices, type Permission } from './permission-words.ts'
import { readAddresses } from './read-addresses.ts'

/** What became of one address: null is invited. */
type Result = { email: string; refusal: string | null }

/** Invites one or several people with the same permissions. Who was refused stays in the field, to be mended. */
export function InviteDialog({
  organization,
  session,
  onClose,
}: {
  organization: { id: string; name: string }
  session: Session
  onClose: () => void
}) {
  const [text, setText] = useState('')
  const [permissions, setPermissions] = useState<Permission[]>([])
  const [results, setResults] = useState<readonly Result[]>([])
  const { isRunning, error, run } = useChange()
  const emails = readAddresses(text)
  const invite = () =>
    run(async () => {
      const done: Result[] = []
      for (const email of emails) done.push(await inviteOne(organization.id, email, permissions))
      await refreshMembers()
      setResults(done)
      const refused = done.filter(({ refusal }) => refusal !== null)
      setText(refused.map(({ email }) => email).join('\n'))
      if (refused.length === 0) setPermissions([])
    })
  return (
    <FormDialog
      title={`Invite people to ${organization.name}`}
      verb={emails.length > 1 ? `Send ${emails.length} invitations` : 'Send invitation'}
      leave={results.length > 0 ? 'Close' : 'Cancel'}
      size="lg"
      isReady={emails.length > 0}
      isDirty={text.trim() !== '' || permissions.length > 0}
      isRunning={isRunning}
      onSubmit={() => void invite()}
      onClose={onClose}
    >
      <AddressField value={text} onChange={setText} />
      <ChoiceList
        legend="They may"
        choices={grantableChoices(session)}
        chosen={permissions}
        onChange={setPermissions}
      />
      {permissions.length === 0 && emails.length > 0 && (
        <Text size="sm" c="dimmed">
          Without any of these they can join, and do nothing yet.
        </Text>
      )}
      <Results results={results} />
      <CallProblem error={error} />
    </FormDialog>
  )
}

function AddressField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <Textarea
      label="E-mail addresses"
      description="One or several. Where mail is sent, each gets a link that is good for seven days."
      placeholder="grace@example.com"
      autosize
      minRows={2}
      data-autofocus
      spellCheck={false}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}

/** A refusal of one address is told beside it; what stops all of them ends the whole. */
async function inviteOne(organizationId: string, email: string, permissions: Permission[]): Promise<Result> {
  try {
    await client.organizations.createInvitation(organizationId, { email, permissions })
    return { email, refusal: null }
  } catch (error) {
    if (!(error instanceof KeyturnError)) throw error
    if (error.code !== 'conflict' && error.code !== 'invalid_input' && error.code !== 'rate_limited')
      throw error
    return { email, refusal: fieldFault(error, '/email') ?? error.detail }
  }
}

function Results({ results }: { results: readonly Result[] }) {
  if (results.length === 0) return null
  return (
    <ul className={styles.results} aria-live="polite" aria-label="What became of them">
      {results.map(({ email, refusal }) => (
        <li key={email} className={styles.result}>
          <StatusText tone={refusal === null ? 'good' : 'bad'}>
            {`${email}: ${refusal === null ? 'invited' : 'not invited'}`}
          </StatusText>
          {refusal !== null && (
            <Text size="sm" c="dimmed">
              {refusal}
            </Text>
          )}
        </li>
      ))}
    </ul>
  )
}
