import type { KeyView } from '@keyturn/contract/client'
import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { useChange } from '../../connection/use-change.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { relativeText } from '../../shared/instants.ts'
import { useNow } from '../../shared/use-now.ts'
import { useZone } from '../../shared/zone.tsx'
import { recentUseQuery, refreshKeys } from './key-queries.ts'
import { recentUseWords } from './recent-use.ts'

/** Switches a key off until somebody switches it on again, after saying what that stops. */
export function DisableKeyDialog({
  target,
  seesUse,
  onClose,
}: {
  target: KeyView
  /** Whether whoever looks sees what keys are used for. */
  seesUse: boolean
  onClose: () => void
}) {
  const { isRunning, error, run } = useChange()
  const use = useQuery({ ...recentUseQuery(target.id), enabled: seesUse })
  const now = useNow()
  const zone = useZone()
  const disable = () =>
    run(async () => {
      const startedAt = performance.now()
      await client.keys.update(target.id, { enabled: false })
      const ms = Math.round(performance.now() - startedAt)
      await refreshKeys()
      notifications.show({ title: target.name, message: `Disabled everywhere, ${ms} ms`, color: 'gray' })
      onClose()
    })
  return (
    <ConfirmDialog
      title={`Disable ${target.name}?`}
      verb="Disable key"
      isRunning={isRunning}
      onConfirm={disable}
      onClose={onClose}
    >
      <Text>
        {use.isLoading
          ? 'Looking up its last use… '
          : `${recentUseWords(target, use.data ?? null, at => relativeText(at, now, zone))} `}
        Requests with it will get 401 until somebody enables it again.
      </Text>
      <CallProblem error={error} />
    </ConfirmDialog>
  )
}
