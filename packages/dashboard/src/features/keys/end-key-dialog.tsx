import type { KeyView } from '@keyturn/contract/client'
import { Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { CallProblem } from '../../connection/call-problem.tsx'
import { client } from '../../connection/client.ts'
import { newIdempotencyKey } from '../../connection/new-idempotency-key.ts'
import { useChange } from '../../connection/use-change.ts'
import { ConfirmDialog } from '../../shared/confirm-dialog.tsx'
import { relativeText } from '../../shared/instants.ts'
import { useNow } from '../../shared/use-now.ts'
import { useZone } from '../../shared/zone.tsx'
import { recentUseQuery, refreshKeys } from './key-queries.ts'
import { isOver } from './key-status.ts'
import { isInUse, recentUseWords } from './recent-use.ts'

export type Ending = 'revoke' | 'delete'

/** Ends a key, after naming it and what that stops. Deleting also takes it off the list. */
export function EndKeyDialog({
  target,
  ending,
  seesUse,
  onEnded,
  onClose,
}: {
  target: KeyView
  ending: Ending
  /** Whether whoever looks sees what keys are used for. */
  seesUse: boolean
  /** Before anything is read again. */
  onEnded?: (() => void) | undefined
  onClose: () => void
}) {
  const [idempotencyKey] = useState(newIdempotencyKey)
  const { isRunning, error, run } = useChange()
  const use = useQuery({ ...recentUseQuery(target.id), enabled: seesUse && !isOver(target) })
  const now = useNow()
  const zone = useZone()
  const verb = ending === 'revoke' ? 'Revoke' : 'Delete'
  const inUse = !isOver(target) && isInUse(target, use.data ?? null, now)
  const end = () =>
    run(async () => {
      const startedAt = performance.now()
      if (ending === 'revoke') await client.keys.revoke(target.id, {}, { idempotencyKey })
      else await client.keys.delete(target.id)
      const ms = Math.round(performance.now() - startedAt)
      onEnded?.()
      await refreshKeys()
      const done = ending === 'revoke' ? 'Revoked everywhere' : 'Deleted and revoked everywhere'
      notifications.show({ title: target.name, message: `${done}, ${ms} ms`, color: 'gray' })
      onClose()
    })
  return (
    <ConfirmDialog
      title={`${verb} ${target.name}?`}
      verb={`${verb} key`}
      typed={inUse ? target.name : null}
      isRunning={isRunning}
      onConfirm={end}
      onClose={onClose}
    >
      {isOver(target) ? (
        <Text>It has been revoked already. Deleting takes it off this list.</Text>
      ) : (
        <Text>
          {use.isLoading
            ? 'Looking up its last use… '
            : `${recentUseWords(target, use.data ?? null, at => relativeText(at, now, zone))} `}
          Requests with it will get 401 at once. This cannot be undone.
        </Text>
      )}
      <Text c="dimmed" mt="xs">
        Your data, workflows, leads and settings are unaffected.
        {ending === 'delete' && ' What the key did stays in the logs.'}
      </Text>
      <CallProblem error={error} />
    </ConfirmDialog>
  )
}
