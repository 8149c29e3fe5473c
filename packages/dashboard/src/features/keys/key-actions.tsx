import type { KeyView } from '@keyturn/contract/client'
import { ActionIcon, Menu } from '@mantine/core'
import { IconBan, IconDots, IconPencil, IconTrash } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import type { Ending } from './end-key-dialog.tsx'
import { isOver } from './key-status.ts'

const EndKeyDialog = lazy(() => import('./end-key-dialog.tsx').then(file => ({ default: file.EndKeyDialog })))
const RenameKeyDialog = lazy(() =>
  import('./rename-key-dialog.tsx').then(file => ({ default: file.RenameKeyDialog })),
)

/** What can be done with one key of a list. Where a form is only a name, deleting it stands beside the menu. */
export function KeyActions({
  target,
  form,
  seesUse,
}: {
  target: KeyView
  form: 'full' | 'name'
  seesUse: boolean
}) {
  const [open, setOpen] = useState<Ending | 'rename' | null>(null)
  const close = () => setOpen(null)
  return (
    <>
      {form === 'name' && (
        <ActionIcon aria-label={`Delete ${target.name}`} onClick={() => setOpen('delete')}>
          <IconTrash size={16} />
        </ActionIcon>
      )}
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`Actions for ${target.name}`}>
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconPencil size={16} />}
            disabled={isOver(target)}
            onClick={() => setOpen('rename')}
          >
            Rename
          </Menu.Item>
          <Menu.Item
            c="var(--mantine-color-error)"
            leftSection={<IconBan size={16} />}
            disabled={isOver(target)}
            onClick={() => setOpen('revoke')}
          >
            Revoke
          </Menu.Item>
          <Menu.Item
            c="var(--mantine-color-error)"
            leftSection={<IconTrash size={16} />}
            onClick={() => setOpen('delete')}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>
        {open === 'rename' && <RenameKeyDialog target={target} onClose={close} />}
        {(open === 'revoke' || open === 'delete') && (
          <EndKeyDialog target={target} ending={open} seesUse={seesUse} onClose={close} />
        )}
      </Suspense>
    </>
  )
}
