import type { KeyView } from '@keyturn/contract/client'
import { ActionIcon, Button, Group, Menu } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import {
  IconBan,
  IconDots,
  IconPlayerPause,
  IconPlayerPlay,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { useNow } from '../../shared/use-now.ts'
import styles from './key-page-actions.module.css'
import { refreshKeys } from './key-queries.ts'
import { isOver, isRotatable } from './key-status.ts'
import { lazyIssuing } from './use-issued-token.tsx'

const EndKeyDialog = lazy(() => import('./end-key-dialog.tsx').then(file => ({ default: file.EndKeyDialog })))
const DisableKeyDialog = lazy(() =>
  import('./disable-key-dialog.tsx').then(file => ({ default: file.DisableKeyDialog })),
)
const ResetKeyDialog = lazyIssuing(() => import('./reset-key-dialog.tsx').then(file => file.ResetKeyDialog))

/** What can be done with the key that a page is about. */
export function KeyPageActions({
  target,
  seesUse,
  onIssued,
  onDeleted,
}: {
  target: KeyView
  seesUse: boolean
  onIssued: (token: string) => void
  onDeleted: () => void
}) {
  const [open, setOpen] = useState<'rotate' | 'disable' | 'revoke' | 'delete' | null>(null)
  const { isRunning, error, run } = useChange()
  const now = useNow()
  const close = () => setOpen(null)
  const enable = () =>
    run(async () => {
      await client.keys.update(target.id, { enabled: true })
      await refreshKeys()
      notifications.show({ title: target.name, message: 'Enabled', color: 'gray' })
    })
  return (
    <div>
      <Group gap={6} className={styles.actions}>
        <Button
          variant="default"
          px="sm"
          leftSection={<IconRefresh size={16} />}
          disabled={!isRotatable(target, now)}
          onClick={() => setOpen('rotate')}
        >
          Rotate
        </Button>
        {target.enabled ? (
          <Button
            variant="default"
            px="sm"
            leftSection={<IconPlayerPause size={16} />}
            disabled={isOver(target)}
            onClick={() => setOpen('disable')}
          >
            Disable
          </Button>
        ) : (
          <Button
            variant="default"
            px="sm"
            leftSection={<IconPlayerPlay size={16} />}
            disabled={isOver(target)}
            loading={isRunning}
            onClick={() => void enable()}
          >
            Enable
          </Button>
        )}
        <Ending target={target} onChoose={setOpen} />
      </Group>
      <CallProblem error={error} />
      <Suspense>
        {open === 'rotate' && (
          <ResetKeyDialog
            target={target}
            verb="Rotate"
            onClose={close}
            onIssued={token => {
              close()
              onIssued(token)
            }}
          />
        )}
        {open === 'disable' && <DisableKeyDialog target={target} seesUse={seesUse} onClose={close} />}
        {(open === 'revoke' || open === 'delete') && (
          <EndKeyDialog
            target={target}
            ending={open}
            seesUse={seesUse}
            onEnded={open === 'delete' ? onDeleted : undefined}
            onClose={close}
          />
        )}
      </Suspense>
    </div>
  )
}

function Ending({ target, onChoose }: { target: KeyView; onChoose: (ending: 'revoke' | 'delete') => void }) {
  return (
    <>
      <Button
        variant="default"
        px="sm"
        c={isOver(target) ? undefined : 'var(--mantine-color-error)'}
        leftSection={<IconBan size={16} />}
        disabled={isOver(target)}
        onClick={() => onChoose('revoke')}
      >
        Revoke…
      </Button>
      <Menu>
        <Menu.Target>
          <ActionIcon aria-label={`More actions for ${target.name}`} size="lg">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            c="var(--mantine-color-error)"
            leftSection={<IconTrash size={16} />}
            onClick={() => onChoose('delete')}
          >
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
