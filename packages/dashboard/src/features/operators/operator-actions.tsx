import type { Operator } from '@keyturn/contract/client'
import { ActionIcon, Menu, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconBan, IconCheck, IconCrown, IconDots, IconTrash, IconUser } from '@tabler/icons-react'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { type OperatorChange, operatorChanges } from './operator-changes.ts'
import { refreshOperators } from './operator-queries.ts'

const icons = { promote: IconCrown, demote: IconUser, disable: IconBan, enable: IconCheck, remove: IconTrash }

/** What can be done about one of the staff. */
export function OperatorActions({ operator, isOneself }: { operator: Operator; isOneself: boolean }) {
  const [asked, setAsked] = useState<OperatorChange | null>(null)
  const called = operator.name ?? operator.email
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`Actions for ${called}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {operatorChanges(operator).map(change => {
            const Icon = icons[change.kind]
            return (
              <Menu.Item
                key={change.kind}
                leftSection={<Icon size={16} />}
                {...(change.isLoss ? { c: 'var(--mantine-color-error)' } : {})}
                onClick={() => setAsked(change)}
              >
                {change.verb}
              </Menu.Item>
            )
          })}
        </Menu.Dropdown>
      </Menu>
      {asked !== null && (
        <ChangeDialog
          operator={operator}
          called={called}
          change={asked}
          isOneself={isOneself}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  )
}

function ChangeDialog({
  operator,
  called,
  change,
  isOneself,
  onClose,
}: {
  operator: Operator
  called: string
  change: OperatorChange
  isOneself: boolean
  onClose: () => void
}) {
  const { isRunning, error, run } = useChange()
  const make = () =>
    run(async () => {
      if (change.patch === null) await client.operators.delete(operator.userId)
      else await client.operators.update(operator.userId, change.patch)
      await refreshOperators()
      notifications.show({ title: called, message: change.done, color: 'gray' })
      onClose()
    })
  return (
    <ConfirmDialog
      title={`${change.verb}: ${called}?`}
      verb={change.verb}
      tone={change.isLoss ? 'danger' : 'plain'}
      isRunning={isRunning}
      onConfirm={() => void make()}
      onClose={onClose}
    >
      <Text>{change.consequence}</Text>
      {isOneself && (
        <Text mt="xs" fw={500}>
          This is you.
        </Text>
      )}
      <CallProblem error={error} />
    </ConfirmDialog>
  )
}
