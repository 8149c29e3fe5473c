import { type ExternalIdentity, KeyturnError, type Session } from '@keyturn/contract/client'
import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { InstantText } from '../../shared/instant-text.tsx'
import { leaveTo } from '../../shared/leave-to.ts'
import { SpokenError } from '../../shared/spoken-error.ts'
import { identitiesQuery, refreshAccount } from './account-queries.ts'
import { AccountItem, AccountList, AccountSection, Loaded } from './account-section.tsx'

type Membership = Session['memberships'][number]

/** Identity providers of organizations that vouch for somebody. */
export function IdentitiesSection() {
  const identities = useQuery(identitiesQuery)
  const [target, setTarget] = useState<ExternalIdentity | null>(null)
  const { isRunning, error, run } = useChange()
  const link = ({ organizationId, organizationName }: Membership) =>
    run(async () => {
      const { url } = await client.account
        .linkExternalIdentity({ organizationId, returnTo: '/account' })
        .catch(refusal => explain(refusal, organizationName))
      leaveTo(url)
    })
  return (
    <AccountSection
      title="Single sign-on"
      purpose="Identity providers of your organizations that sign you in, each to its organization alone."
    >
      <Loaded query={identities} height={56}>
        {({ linked, free, memberships }) =>
          linked.length + free.length === 0 ? (
            <Text c="dimmed">{noneWords(memberships.length)}</Text>
          ) : (
            <AccountList>
              {linked.map(each => (
                <LinkedItem
                  key={each.id}
                  identity={each}
                  organizationName={nameOf(each, memberships)}
                  onUnlink={() => setTarget(each)}
                />
              ))}
              {free.map(each => (
                <AccountItem
                  key={each.organizationId}
                  name={each.organizationName}
                  facts="Not linked"
                  actions={
                    <Button
                      variant="default"
                      disabled={isRunning}
                      aria-label={`Link ${each.organizationName}`}
                      onClick={() => void link(each)}
                    >
                      Link
                    </Button>
                  }
                />
              ))}
            </AccountList>
          )
        }
      </Loaded>
      <CallProblem error={error} />
      {target && <UnlinkDialog target={target} onClose={() => setTarget(null)} />}
    </AccountSection>
  )
}

function noneWords(organizations: number): string {
  if (organizations === 0) return 'You are a member of no organization.'
  return organizations === 1
    ? 'Your organization has no identity provider.'
    : 'None of your organizations has an identity provider.'
}

function nameOf({ organizationId }: ExternalIdentity, memberships: readonly Membership[]): string | null {
  return memberships.find(each => each.organizationId === organizationId)?.organizationName ?? null
}

function explain(error: unknown, organizationName: string): never {
  if (error instanceof KeyturnError && error.status === 404)
    throw new SpokenError(`${organizationName} has no identity provider that could be linked.`)
  throw error
}

function LinkedItem({
  identity: { name, email, createdAt, lastUsedAt },
  organizationName,
  onUnlink,
}: {
  identity: ExternalIdentity
  organizationName: string | null
  onUnlink: () => void
}) {
  return (
    <AccountItem
      name={organizationName === null ? name : `${name}, ${organizationName}`}
      facts={
        <>
          {email !== null && `As ${email}. `}Linked <InstantText at={createdAt} />
          {lastUsedAt !== null && (
            <>
              , last used <InstantText at={lastUsedAt} />
            </>
          )}
        </>
      }
      actions={
        <Button variant="default" aria-label={`Unlink ${name}`} onClick={onUnlink}>
          Unlink
        </Button>
      }
    />
  )
}

function UnlinkDialog({ target, onClose }: { target: ExternalIdentity; onClose: () => void }) {
  const { isRunning, error, run } = useChange()
  const unlink = () =>
    run(async () => {
      await client.account.unlinkExternalIdentity(target.id)
      await refreshAccount()
      onClose()
    })
  return (
    <ConfirmDialog
      title={`Unlink ${target.name}?`}
      verb="Unlink"
      isRunning={isRunning}
      onConfirm={() => void unlink()}
      onClose={onClose}
    >
      <Text>It signs you in no more, and sessions that began there end.</Text>
      <CallProblem error={error} />
    </ConfirmDialog>
  )
}
