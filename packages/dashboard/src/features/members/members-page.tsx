import type { InvitationView, MemberView, Session } from '@keyturn/contract/client'
import { Button, CloseButton, Group, Text, TextInput, Title } from '@mantine/core'
import { IconPlus, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import { InvitationTable } from './invitation-table.tsx'
import { byName, invitationsQuery, memberAtQuery, membersQuery, nameOf, shownMost } from './member-queries.ts'
import { MemberTable } from './member-table.tsx'
import styles from './people-table.module.css'
import { permissionWords } from './permission-words.ts'

const InviteDialog = lazy(() => import('./invite-dialog.tsx').then(file => ({ default: file.InviteDialog })))

/** Who belongs to an organization and what they may do there, and who has been asked to join. */
export function MembersPage({
  organization,
  session,
}: {
  organization: { id: string; name: string }
  session: Session
}) {
  const members = useMembers(organization.id)
  const invitations = useQuery(invitationsQuery(organization.id))
  const [search, setSearch] = useState('')
  const [isInviting, setInviting] = useState(false)
  const found = members.people?.filter(member => matches(search, nameOf(member), member))
  const people =
    useFoundByAddress(organization.id, search, members.read.hasNextPage ? found : undefined) ?? found
  const invited = invitations.data?.filter(invitation => matches(search, '', invitation))
  const isNobody = search !== '' && people?.length === 0 && (invited?.length ?? 0) === 0
  return (
    <>
      <PageHeader
        title="Members"
        purpose={`The people of ${organization.name}, and what each of them may do here.`}
        action={
          <Button leftSection={<IconPlus size={16} />} onClick={() => setInviting(true)}>
            Invite people
          </Button>
        }
      />
      <SearchField value={search} onChange={setSearch} />
      <CallProblem error={members.read.error} onRetry={() => void members.read.refetch()} />
      {isNobody && (
        <Text c="dimmed" my="lg">
          Nobody of that name, address or permission.
        </Text>
      )}
      {!members.read.error && people?.length !== 0 && (
        <MemberTable organization={organization} session={session} members={people} />
      )}
      {members.read.hasNextPage && <MorePeople members={members} />}
      {invitations.error && (
        <CallProblem error={invitations.error} onRetry={() => void invitations.refetch()} />
      )}
      <Invited organization={organization} invitations={invited ?? []} members={members.people ?? []} />
      <Suspense>
        {isInviting && (
          <InviteDialog organization={organization} session={session} onClose={() => setInviting(false)} />
        )}
      </Suspense>
    </>
  )
}

/** The people who have been read, by their names. */
function useMembers(organizationId: string) {
  const read = useInfiniteQuery(membersQuery(organizationId))
  const people = read.data?.pages.flatMap(({ data }) => data).sort(byName)
  return { read, people }
}

/** Who has the address that is searched for, where they are not among those who have been read. */
function useFoundByAddress(
  organizationId: string,
  search: string,
  found: readonly MemberView[] | undefined,
): MemberView[] | undefined {
  const isAddress = /^\S+@\S+\.\S+$/.test(search.trim())
  const isAsked = isAddress && found?.length === 0
  const { data } = useQuery({ ...memberAtQuery(organizationId, search.trim()), enabled: isAsked })
  return isAsked ? data : undefined
}

function MorePeople({ members: { read, people } }: { members: ReturnType<typeof useMembers> }) {
  return (
    <Group justify="space-between" mt="sm">
      <Text size="sm" c="dimmed">
        These are the {people?.length.toLocaleString('en')} who joined last. A whole address finds anybody.
      </Text>
      <Button variant="default" loading={read.isFetchingNextPage} onClick={() => void read.fetchNextPage()}>
        Show the next {shownMost.toLocaleString('en')}
      </Button>
    </Group>
  )
}

function Invited(props: Parameters<typeof InvitationTable>[0]) {
  if (props.invitations.length === 0) return null
  return (
    <section className={styles.part} aria-labelledby="invitations">
      <Title order={2} id="invitations" mb="xs">
        Invitations
      </Title>
      <InvitationTable {...props} />
    </section>
  )
}

function matches(
  search: string,
  name: string,
  { email, permissions }: Pick<MemberView | InvitationView, 'email' | 'permissions'>,
): boolean {
  const text = [name, email, ...permissionWords(permissions)].join(' ').toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every(word => text.includes(word))
}

function SearchField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      aria-label="Search people"
      placeholder="Search name, address or permission"
      leftSection={<IconSearch size={16} />}
      rightSection={
        value !== '' && <CloseButton size="sm" aria-label="Clear search" onClick={() => onChange('')} />
      }
      value={value}
      w={320}
      maw="100%"
      mb="sm"
      onChange={event => onChange(event.currentTarget.value)}
    />
  )
}
