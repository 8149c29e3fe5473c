import type { Operator, Session } from '@keyturn/contract/client'
import { Badge, Button, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { useHeldSecret } from '../../shared/held-secret.ts'
import { InstantText } from '../../shared/instant-text.tsx'
import { PageHeader } from '../../shared/page-header.tsx'
import { type PlainColumn, PlainTable } from '../../shared/plain-table.tsx'
import { StatusText } from '../../shared/status-text.tsx'
import { AddOperatorDialog } from './add-operator-dialog.tsx'
import { OperatorActions } from './operator-actions.tsx'
import { operatorsQuery } from './operator-queries.ts'
import { SignInLinkDialog } from './sign-in-link-dialog.tsx'

/** The vendor's own staff. Owners change it; the others see who there is. */
export function OperatorListPage({ session }: { session: Session }) {
  const operators = useQuery(operatorsQuery)
  const [isAdding, setAdding] = useState(false)
  const [invited, setInvited] = useState<{ email: string; expiresAt: string } | null>(null)
  const [link, holdLink] = useHeldSecret()
  const isOwner = session.operator === 'owner'
  return (
    <>
      <PageHeader
        title="Operators"
        purpose="People of yours who look after this installation. They reach every organization; owners also change who they are."
        action={
          isOwner && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setAdding(true)}>
              Add operator
            </Button>
          )
        }
      />
      <CallProblem error={operators.error} onRetry={() => void operators.refetch()} />
      {!operators.error && (
        <PlainTable
          label="Operators"
          columns={columnsFor(session, isOwner)}
          rows={operators.data}
          idOf={({ userId }) => userId}
        />
      )}
      {!isOwner && (
        <Text c="dimmed" mt="md">
          Only owners add, change and remove operators.
        </Text>
      )}
      {isAdding && (
        <AddOperatorDialog
          onClose={() => setAdding(false)}
          onAdded={({ email, signInUrl, expiresAt }) => {
            setAdding(false)
            setInvited({ email, expiresAt })
            holdLink(signInUrl)
          }}
        />
      )}
      {link !== null && invited !== null && (
        <SignInLinkDialog {...invited} link={link} onClose={() => holdLink(null)} />
      )}
    </>
  )
}

function columnsFor(session: Session, isOwner: boolean): PlainColumn<Operator>[] {
  const columns: PlainColumn<Operator>[] = [
    {
      id: 'person',
      title: 'Person',
      narrow: 'head',
      cell: ({ name, email, userId }) => (
        <>
          <Text fw={500}>
            {name ?? email}
            {userId === session.user.id && (
              <Badge size="sm" ml="xs">
                You
              </Badge>
            )}
          </Text>
          {name !== null && (
            <Text size="sm" c="dimmed">
              {email}
            </Text>
          )}
        </>
      ),
    },
    {
      id: 'role',
      title: 'Role',
      narrow: 'body',
      cell: ({ role }) => (role === 'owner' ? 'Owner' : 'Operator'),
    },
    {
      id: 'state',
      title: 'State',
      narrow: 'body',
      cell: ({ disabled }) => (
        <StatusText tone={disabled ? 'quiet' : 'good'}>{disabled ? 'Disabled' : 'Active'}</StatusText>
      ),
    },
    { id: 'since', title: 'Since', narrow: 'body', cell: ({ createdAt }) => <InstantText at={createdAt} /> },
  ]
  if (!isOwner) return columns
  return [
    ...columns,
    {
      id: 'actions',
      title: 'Actions',
      narrow: 'corner',
      cell: operator => (
        <OperatorActions operator={operator} isOneself={operator.userId === session.user.id} />
      ),
    },
  ]
}
