import type { IdentityProvider } from '@keyturn/contract/client'
import { Button, Group, Skeleton, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { queryClient } from '../../connection/query-client.ts'
import { useChange } from '../../connection/use-change.ts'
import type { Choice } from '../../shared/choice-list.tsx'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { CopyButton } from '../../shared/copy-button.tsx'
import type { Permission } from './provider-draft.ts'
import { ProviderForm } from './provider-form.tsx'
import { providerQuery } from './provider-queries.ts'
import styles from './setting-section.module.css'

/** Which provider signs the people of an organization in, where one does. */
export function ProviderSection({
  organization,
  joining,
}: {
  organization: { id: string; name: string }
  joining: readonly Choice<Permission>[]
}) {
  const provider = useQuery(providerQuery(organization.id))
  const [isAdding, setAdding] = useState(false)
  const [isRemoving, setRemoving] = useState(false)
  if (provider.isPending) return <Skeleton height={120} />
  if (provider.error) return <CallProblem error={provider.error} onRetry={() => void provider.refetch()} />
  const adopt = (after: IdentityProvider | null) => {
    queryClient.setQueryData(providerQuery(organization.id).queryKey, after)
    setAdding(false)
    setRemoving(false)
  }
  if (provider.data === null && !isAdding) {
    return <NoProvider organization={organization} onSetUp={() => setAdding(true)} />
  }
  return (
    <div className={styles.form}>
      <RedirectAddress organizationId={organization.id} />
      <ProviderForm
        key={provider.data?.id ?? 'new'}
        organizationId={organization.id}
        provider={provider.data}
        joining={joining}
        onSaved={adopt}
        onCancel={provider.data === null ? () => setAdding(false) : null}
      />
      {provider.data !== null && (
        <Group>
          <Button variant="subtle" color="red" onClick={() => setRemoving(true)}>
            Remove {provider.data.name}
          </Button>
        </Group>
      )}
      {provider.data !== null && isRemoving && (
        <RemoveProvider
          organization={organization}
          name={provider.data.name}
          onRemoved={() => adopt(null)}
          onClose={() => setRemoving(false)}
        />
      )}
    </div>
  )
}

function NoProvider({ organization, onSetUp }: { organization: { name: string }; onSetUp: () => void }) {
  return (
    <div className={styles.form}>
      <Text>
        People of {organization.name} sign in with a password or a passkey. With an OpenID Connect provider
        they sign in where they do for everything else.
      </Text>
      <Group>
        <Button variant="default" onClick={onSetUp}>
          Set up single sign-on
        </Button>
      </Group>
    </div>
  )
}

function RedirectAddress({ organizationId }: { organizationId: string }) {
  const address = `${window.location.origin}/v1/organizations/${organizationId}/single-sign-on/callback`
  return (
    <div>
      <Text size="sm" fw={500}>
        Redirect URI
      </Text>
      <Text size="xs" c="dimmed">
        Register this address at the provider first.
      </Text>
      <Group gap="xs">
        <span className={styles.code}>{address}</span>
        <CopyButton text={address} label="Copy address" size="compact-xs" variant="subtle" />
      </Group>
    </div>
  )
}

function RemoveProvider({
  organization,
  name,
  onRemoved,
  onClose,
}: {
  organization: { id: string; name: string }
  name: string
  onRemoved: () => void
  onClose: () => void
}) {
  const { isRunning, error, run } = useChange()
  const remove = () =>
    run(async () => {
      await client.organizations.deleteIdentityProvider(organization.id)
      onRemoved()
    })
  return (
    <ConfirmDialog
      title={`Remove ${name}?`}
      verb="Remove provider"
      isRunning={isRunning}
      onConfirm={() => void remove()}
      onClose={onClose}
    >
      <Text>
        Whoever signed in through it is signed out at once. Members of {organization.name} stay members; who
        has no password asks for a link to set one.
      </Text>
      <CallProblem error={error} />
    </ConfirmDialog>
  )
}
