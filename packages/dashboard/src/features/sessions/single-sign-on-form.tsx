import { KeyturnError } from '@keyturn/contract/client'
import { Anchor, Text, TextInput } from '@mantine/core'
import { useState } from 'react'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { leaveTo } from '../../shared/leave-to.ts'
import { SpokenError } from '../../shared/spoken-error.ts'
import { organizationIdIn } from './organization-id-in.ts'
import { PlainForm } from './plain-form.tsx'

/**
 * Leads to the identity provider of an organization. Which one it is stands in the link that its people get: nobody is
 * looked up by their address, as anybody can claim a domain.
 */
export function SingleSignOnForm({
  organizationId: known,
  returnTo,
  onBack,
}: {
  organizationId: string | null
  returnTo: string
  onBack: () => void
}) {
  const [typed, setTyped] = useState('')
  const change = useChange()
  const begin = () =>
    change.run(async () => {
      const organizationId = known ?? organizationIdIn(typed)
      if (organizationId === null)
        throw new SpokenError('That is neither a link nor an id that begins with org_.')
      const { url } = await client.session.beginSingleSignOn({ organizationId, returnTo }).catch(explain)
      leaveTo(url)
    })
  return (
    <PlainForm
      verb={known === null ? 'Go on' : 'Sign in with single sign-on'}
      change={change}
      onSubmit={begin}
      after={
        <Anchor component="button" type="button" size="sm" ta="start" onClick={onBack}>
          Use a password or a passkey
        </Anchor>
      }
    >
      {known === null ? (
        <TextInput
          label="Organization"
          description="Its sign-in link, or its id. Whoever manages the people of your organization has both."
          placeholder="org_…"
          value={typed}
          required
          withAsterisk={false}
          autoFocus
          autoComplete="off"
          onChange={event => setTyped(event.currentTarget.value)}
        />
      ) : (
        <Text c="dimmed">You sign in at the identity provider of your organization, and come back here.</Text>
      )}
    </PlainForm>
  )
}

function explain(error: unknown): never {
  if (error instanceof KeyturnError && error.status === 404)
    throw new SpokenError(
      'This organization has no single sign-on. Compare the link, or sign in with a password.',
    )
  throw error
}
