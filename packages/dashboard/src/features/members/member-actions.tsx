import type { MemberView, Session } from '@keyturn/contract/client'
import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconPencil, IconUserMinus } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { nameOf } from './member-queries.ts'

const ChangeMemberDialog = lazy(() =>
  import('./change-member-dialog.tsx').then(file => ({ default: file.ChangeMemberDialog })),
)
const RemoveMemberDialog = lazy(() =>
  import('./remove-member-dialog.tsx').then(file => ({ default: file.RemoveMemberDialog })),
)

/** What can be done about one person. */
export function MemberActions({
  organization,
  session,
  member,
}: {
  organization: { id: string; name: string }
  session: Session
  member: MemberView
}) {
  const [open, setOpen] = useState<'change' | 'remove' | null>(null)
  const close = () => setOpen(null)
  const isSelf = member.userId === session.user.id
  return (
    <>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`Actions for ${nameOf(member)}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconPencil size={16} />} onClick={() => setOpen('change')}>
            Change permissions
          </Menu.Item>
          <Menu.Item
            c="var(--mantine-color-error)"
            leftSection={<IconUserMinus size={16} />}
            onClick={() => setOpen('remove')}
          >
            {isSelf ? 'Leave' : 'Remove'}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {open === 'change' && (
          <ChangeMemberDialog organization={organization} session={session} member={member} onClose={close} />
        )}
        {open === 'remove' && (
          <RemoveMemberDialog organization={organization} member={member} isSelf={isSelf} onClose={close} />
        )}
      </Suspense>
    </>
  )
}
